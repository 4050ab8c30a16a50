-- A report as it was posted, one for each audience: '*' for all agents, else the agents that a channel shows.
ALTER TABLE "reports" ADD COLUMN "audience" TEXT NOT NULL DEFAULT '*';
ALTER TABLE "reports" ADD COLUMN "headline" TEXT NOT NULL DEFAULT '';
ALTER TABLE "reports" ADD COLUMN "posted_by" TEXT NOT NULL DEFAULT '';
ALTER TABLE "reports" ADD COLUMN "again_at" TIMESTAMPTZ(3);
ALTER TABLE "reports" ADD COLUMN "again_by" TEXT;
UPDATE "reports" SET "headline" = coalesce("body"->>'headline', '');
ALTER TABLE "reports" ALTER COLUMN "audience" DROP DEFAULT;
ALTER TABLE "reports" ALTER COLUMN "headline" DROP DEFAULT;
ALTER TABLE "reports" ALTER COLUMN "posted_by" DROP DEFAULT;
ALTER TABLE "reports" DROP CONSTRAINT "reports_pkey";
ALTER TABLE "reports" ADD CONSTRAINT "reports_pkey" PRIMARY KEY ("week", "audience");
