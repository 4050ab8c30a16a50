-- Calls of a day that say whether they were handed over, and those that were right the first time.
ALTER TABLE "day_calls" ADD COLUMN "escalated_known" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "day_calls" ADD COLUMN "first_pass_known" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "day_calls" ADD COLUMN "first_pass" INTEGER NOT NULL DEFAULT 0;
