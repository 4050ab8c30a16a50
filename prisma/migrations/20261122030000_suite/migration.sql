-- Who wants a scenario in which tier ("fast", "slow"); without it the nightly plan decides.
ALTER TABLE "scenarios" ADD COLUMN "pin" TEXT;

-- Every move of a scenario between tiers, with why: the week's swaps are counted here, and people read it.
CREATE TABLE "tier_moves" (
    "id" TEXT NOT NULL,
    "scenario_id" TEXT NOT NULL,
    "from_tier" TEXT NOT NULL,
    "to_tier" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "tier_moves_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "tier_moves_scenario_id_fkey" FOREIGN KEY ("scenario_id") REFERENCES "scenarios"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "tier_moves_at_idx" ON "tier_moves"("at");
CREATE INDEX "tier_moves_scenario_id_at_idx" ON "tier_moves"("scenario_id", "at");
