CREATE SEQUENCE "article_number";

-- What the agent lacked in a call, written down for its knowledge base, with the fix that it belongs to.
CREATE TABLE "articles" (
    "id" TEXT NOT NULL,
    "call_id" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "fix_id" TEXT,
    "written_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "articles_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "articles_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "articles_fix_id_fkey" FOREIGN KEY ("fix_id") REFERENCES "fixes"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "articles_call_id_key" ON "articles"("call_id");
CREATE INDEX "articles_fix_id_idx" ON "articles"("fix_id");

-- Whether a replay had the call's article.
ALTER TABLE "call_replays" ADD COLUMN "article_id" TEXT;
