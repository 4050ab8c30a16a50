-- Groups of failing calls that went wrong alike, as they stood at each week's last look.
CREATE SEQUENCE "pattern_number";
CREATE TABLE "patterns" (
    "week" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "under" TEXT NOT NULL,
    "quote" TEXT NOT NULL,
    "quote_call_id" TEXT NOT NULL,
    "terms" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "recent" INTEGER NOT NULL,
    "before" INTEGER NOT NULL,
    "growth" TEXT NOT NULL,
    "first_week" TEXT NOT NULL,
    "call_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "clearest_call_id" TEXT NOT NULL,
    CONSTRAINT "patterns_pkey" PRIMARY KEY ("week", "id")
);
