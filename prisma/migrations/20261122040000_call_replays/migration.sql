-- A call's own messages sent to today's agent: what it answered, to stand beside what was said then.
CREATE TABLE "call_replays" (
    "id" TEXT NOT NULL,
    "call_id" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "agent_version" TEXT,
    "requested_by" TEXT NOT NULL,
    "report" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "call_replays_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "call_replays_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "call_replays_call_id_created_at_idx" ON "call_replays"("call_id", "created_at");
