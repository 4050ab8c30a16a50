-- A fix may be of several agents, begin on a share of the traffic, say what it should do, and end when it is rolled back.
ALTER TABLE "fixes" ADD COLUMN "agents" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "fixes" ADD COLUMN "share" DOUBLE PRECISION NOT NULL DEFAULT 1;
ALTER TABLE "fixes" ADD COLUMN "expected_drop" DOUBLE PRECISION;
ALTER TABLE "fixes" ADD COLUMN "ended_at" TIMESTAMPTZ(3);
ALTER TABLE "fixes" ADD COLUMN "ended_by" TEXT;
ALTER TABLE "fixes" ADD COLUMN "rolled_back_to" TEXT;
UPDATE "fixes" SET "agents" = ARRAY["agent"];

-- What was told once: a failure that is worse since a fix, came back, or grows without one; and who took note of it.
CREATE SEQUENCE "alarm_number";
CREATE TABLE "alarms" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "agents" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "failure_mode" TEXT NOT NULL,
    "fix_id" TEXT,
    "call_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "facts" JSONB NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "rolled_back_at" TIMESTAMPTZ(3),
    "rolled_back_by" TEXT,
    "rolled_back_to" TEXT,
    CONSTRAINT "alarms_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "alarms_fix_id_fkey" FOREIGN KEY ("fix_id") REFERENCES "fixes"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "alarms_key_key" ON "alarms"("key");
CREATE INDEX "alarms_posted_at_idx" ON "alarms"("posted_at");
CREATE INDEX "alarms_fix_id_idx" ON "alarms"("fix_id");
