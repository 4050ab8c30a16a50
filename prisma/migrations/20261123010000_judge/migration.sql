-- What the judge says of calls by criterion, which calls it still owes, and what it was asked on each local day.
CREATE TABLE "judgements" (
    "call_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "why" TEXT,
    "near" BOOLEAN NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "owed_at" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "unreadable" INTEGER NOT NULL DEFAULT 0,
    "taken_until" TIMESTAMPTZ(3),
    "version" TEXT,
    "criteria" JSONB,
    "turn_count" INTEGER,
    "judged_at" TIMESTAMPTZ(3),
    CONSTRAINT "judgements_pkey" PRIMARY KEY ("call_id"),
    CONSTRAINT "judgements_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "judgements_state_near_started_at_idx" ON "judgements"("state", "near", "started_at");

CREATE TABLE "judge_days" (
    "day" TEXT NOT NULL,
    "requests" INTEGER NOT NULL,
    "input_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "cost" DOUBLE PRECISION NOT NULL DEFAULT 0,
    CONSTRAINT "judge_days_pkey" PRIMARY KEY ("day")
);
