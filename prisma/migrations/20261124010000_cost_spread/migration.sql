-- How far costs lie apart, and how they go with being resolved, of calls that tell both: for the interval of the cost per resolved call.
ALTER TABLE "day_calls" ADD COLUMN "cost_squares" DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE "day_calls" ADD COLUMN "both_known" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "day_calls" ADD COLUMN "both_resolved" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "day_calls" ADD COLUMN "both_cost" DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE "day_calls" ADD COLUMN "resolved_cost" DOUBLE PRECISION NOT NULL DEFAULT 0;
