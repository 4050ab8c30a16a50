-- A person's approval makes the runs of a gate the history that later candidates are held against.
ALTER TABLE "gates" ADD COLUMN "approved_at" TIMESTAMPTZ(3);
ALTER TABLE "gates" ADD COLUMN "approved_by" TEXT;
ALTER TABLE "gates" ADD COLUMN "override" JSONB;

ALTER TABLE "runs" ADD COLUMN "grader" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "runs" ADD COLUMN "accepted" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "scenarios" ADD COLUMN "failing_since" TIMESTAMPTZ(3);

-- Scenarios whose failures only warn for a while: accepted by a person as known failing, or found to be flaky.
CREATE TABLE "exemptions" (
    "scenario_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "accepted_by" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exemptions_pkey" PRIMARY KEY ("scenario_id", "kind")
);

ALTER TABLE "exemptions" ADD CONSTRAINT "exemptions_scenario_id_fkey" FOREIGN KEY ("scenario_id") REFERENCES "scenarios"("id") ON DELETE CASCADE ON UPDATE CASCADE;
