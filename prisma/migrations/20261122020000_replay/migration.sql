-- Tool results of calls, by agent, tool and arguments: a replay gets from here what its own call never asked for.
CREATE TABLE "tool_results" (
    "agent" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "args_key" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "is_error" BOOLEAN NOT NULL,
    "call_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "tool_results_pkey" PRIMARY KEY ("agent", "tool", "args_key"),
    CONSTRAINT "tool_results_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "tool_results_agent_tool_is_error_at_idx" ON "tool_results"("agent", "tool", "is_error", "at");
CREATE INDEX "tool_results_call_id_idx" ON "tool_results"("call_id");
CREATE INDEX "tool_results_at_idx" ON "tool_results"("at");
