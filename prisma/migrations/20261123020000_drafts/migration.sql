-- What a model drafted from a call, for a person to accept: checks of a scenario, or an article. It goes with its call.
CREATE TABLE "model_drafts" (
    "call_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "model_drafts_pkey" PRIMARY KEY ("call_id", "kind"),
    CONSTRAINT "model_drafts_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
