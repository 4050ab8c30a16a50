CREATE SEQUENCE "look_number";

-- Calls that nothing flagged, drawn at random and offered for a look, so that what the checks miss can be estimated. Each stands for
-- population / drawn calls of its day and channels. What a look found is its review's to say.
CREATE TABLE "looks" (
    "id" TEXT NOT NULL,
    "call_id" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "population" INTEGER NOT NULL,
    "drawn" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "answered_by" TEXT,
    "answered_by_name" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "looks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "looks_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "looks_call_id_key" ON "looks"("call_id");
CREATE INDEX "looks_day_idx" ON "looks"("day");

-- How a call came into review where no check flagged it: "look".
ALTER TABLE "reviews" ADD COLUMN "found_by" TEXT;

-- How long verdicts and scenarios took is read by when they were made.
CREATE INDEX "reviews_verdict_at_idx" ON "reviews"("verdict_at");
CREATE INDEX "scenarios_created_at_idx" ON "scenarios"("created_at");
