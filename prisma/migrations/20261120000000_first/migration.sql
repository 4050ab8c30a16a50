-- Numbers that people type: R-12, SC-7, FX-3, G-4.
CREATE SEQUENCE "review_number";
CREATE SEQUENCE "scenario_number";
CREATE SEQUENCE "fix_number";
CREATE SEQUENCE "gate_number";

-- Calls: a narrow row for lists and counts; transcript, snapshot, the rest and the raw payload apart.
CREATE TABLE "calls" (
    "id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "source_call_id" TEXT NOT NULL,
    "revision" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "agent" TEXT NOT NULL,
    "agent_version" TEXT,
    "channel" TEXT NOT NULL,
    "language" TEXT,
    "intent" TEXT,
    "customer_key" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER,
    "end_reason" TEXT NOT NULL,
    "turn_count" INTEGER NOT NULL,
    "tool_count" INTEGER NOT NULL,
    "escalated" BOOLEAN,
    "resolved" BOOLEAN,
    "satisfaction" DOUBLE PRECISION,
    "cost_amount" DOUBLE PRECISION,
    "cost_currency" TEXT,
    "score" DOUBLE PRECISION,
    "scorecard_version" TEXT,
    "flagged" BOOLEAN,
    "severity" TEXT,
    "pattern_key" TEXT,
    "content_hash" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "scored_at" TIMESTAMPTZ(3),
    CONSTRAINT "calls_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "calls_source_source_call_id_key" ON "calls"("source", "source_call_id");
CREATE INDEX "calls_agent_started_at_idx" ON "calls"("agent", "started_at");
CREATE INDEX "calls_customer_key_started_at_idx" ON "calls"("customer_key", "started_at");
CREATE INDEX "calls_started_at_idx" ON "calls"("started_at");

CREATE TABLE "call_transcripts" (
    "call_id" TEXT NOT NULL,
    "turns" JSONB NOT NULL,
    CONSTRAINT "call_transcripts_pkey" PRIMARY KEY ("call_id")
);
CREATE TABLE "call_snapshots" (
    "call_id" TEXT NOT NULL,
    "snapshot" JSONB NOT NULL,
    CONSTRAINT "call_snapshots_pkey" PRIMARY KEY ("call_id")
);
CREATE TABLE "call_details" (
    "call_id" TEXT NOT NULL,
    "details" JSONB NOT NULL,
    CONSTRAINT "call_details_pkey" PRIMARY KEY ("call_id")
);
CREATE TABLE "call_raws" (
    "call_id" TEXT NOT NULL,
    "revision" DOUBLE PRECISION NOT NULL,
    "raw" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "call_raws_pkey" PRIMARY KEY ("call_id", "revision")
);
CREATE INDEX "call_raws_received_at_idx" ON "call_raws"("received_at");

-- What the detectors found and how the scorecard read it; replaced whole when a call is scored again.
CREATE TABLE "call_findings" (
    "call_id" TEXT NOT NULL,
    "signals" JSONB NOT NULL,
    "criteria" JSONB NOT NULL,
    CONSTRAINT "call_findings_pkey" PRIMARY KEY ("call_id")
);

ALTER TABLE "call_transcripts" ADD CONSTRAINT "call_transcripts_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "call_snapshots" ADD CONSTRAINT "call_snapshots_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "call_details" ADD CONSTRAINT "call_details_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "call_raws" ADD CONSTRAINT "call_raws_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "call_findings" ADD CONSTRAINT "call_findings_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Reviews.
CREATE TABLE "reviews" (
    "id" TEXT NOT NULL,
    "call_id" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "agent_version" TEXT,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "severity" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "pattern_key" TEXT NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "owner_id" TEXT,
    "owner_name" TEXT,
    "claimed_at" TIMESTAMPTZ(3),
    "failure_modes" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "note" TEXT,
    "dismiss_reason" TEXT,
    "duplicate_of" TEXT,
    "snoozed_until" TIMESTAMPTZ(3),
    "verdict_at" TIMESTAMPTZ(3),
    "verdict_by" TEXT,
    "verdict_via" TEXT,
    "scenario_id" TEXT,
    "occurrences" INTEGER NOT NULL DEFAULT 1,
    "last_occurrence_at" TIMESTAMPTZ(3) NOT NULL,
    "queue_order" DOUBLE PRECISION NOT NULL,
    "grouped_under" TEXT,
    "recurrence_of" TEXT,
    "call_started_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "reviews_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "reviews_call_id_key" ON "reviews"("call_id");
CREATE INDEX "reviews_state_severity_queue_order_idx" ON "reviews"("state", "severity", "queue_order");
CREATE INDEX "reviews_pattern_key_created_at_idx" ON "reviews"("pattern_key", "created_at");
CREATE INDEX "reviews_grouped_under_idx" ON "reviews"("grouped_under");
CREATE INDEX "reviews_call_started_at_idx" ON "reviews"("call_started_at");
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "review_votes" (
    "review_id" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "vote" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "review_votes_pkey" PRIMARY KEY ("review_id", "actor_id", "vote")
);
ALTER TABLE "review_votes" ADD CONSTRAINT "review_votes_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "reviews"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Failure modes that people added beside those of ratchet.yaml.
CREATE TABLE "failure_modes" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "description" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "failure_modes_pkey" PRIMARY KEY ("id")
);

-- Suite.
CREATE TABLE "scenarios" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "title" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "failure_modes" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "tier" TEXT NOT NULL,
    "identity_hash" TEXT NOT NULL,
    "call_id" TEXT NOT NULL,
    "pattern_key" TEXT,
    "reproduction" TEXT NOT NULL,
    "reproduction_note" TEXT,
    "last_outcome" TEXT,
    "last_run_at" TIMESTAMPTZ(3),
    "approved_passes" INTEGER NOT NULL DEFAULT 0,
    "provenance" JSONB NOT NULL,
    "spoken" JSONB NOT NULL,
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "scenarios_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "scenarios_call_id_key" ON "scenarios"("call_id");
CREATE INDEX "scenarios_tier_idx" ON "scenarios"("tier");
CREATE INDEX "scenarios_pattern_key_idx" ON "scenarios"("pattern_key");

CREATE TABLE "scenario_occurrences" (
    "scenario_id" TEXT NOT NULL,
    "call_id" TEXT NOT NULL,
    "added_by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "scenario_occurrences_pkey" PRIMARY KEY ("scenario_id", "call_id")
);
ALTER TABLE "scenario_occurrences" ADD CONSTRAINT "scenario_occurrences_scenario_id_fkey" FOREIGN KEY ("scenario_id") REFERENCES "scenarios"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What people answered when asked whether two failures are one.
CREATE TABLE "duplicate_answers" (
    "id" TEXT NOT NULL,
    "call_id" TEXT NOT NULL,
    "scenario_id" TEXT NOT NULL,
    "similarity" DOUBLE PRECISION NOT NULL,
    "answer" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "duplicate_answers_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "duplicate_answers_call_id_scenario_id_key" ON "duplicate_answers"("call_id", "scenario_id");

CREATE TABLE "gates" (
    "id" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "agent" TEXT,
    "candidate_version" TEXT,
    "state" TEXT NOT NULL,
    "expected" JSONB NOT NULL,
    "started_by" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "summary" JSONB,
    CONSTRAINT "gates_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "gates_started_at_idx" ON "gates"("started_at");

CREATE TABLE "runs" (
    "id" TEXT NOT NULL,
    "scenario_id" TEXT NOT NULL,
    "scenario_version" INTEGER NOT NULL,
    "gate_id" TEXT,
    "kind" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "agent_version" TEXT,
    "outcome" TEXT NOT NULL,
    "report" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "runs_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "runs_scenario_id_started_at_idx" ON "runs"("scenario_id", "started_at");
CREATE INDEX "runs_gate_id_idx" ON "runs"("gate_id");
ALTER TABLE "runs" ADD CONSTRAINT "runs_scenario_id_fkey" FOREIGN KEY ("scenario_id") REFERENCES "scenarios"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "runs" ADD CONSTRAINT "runs_gate_id_fkey" FOREIGN KEY ("gate_id") REFERENCES "gates"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Versions going live, fixes, weekly reports.
CREATE TABLE "deployments" (
    "id" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "share" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "live_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "note" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "deployments_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "deployments_agent_version_live_at_key" ON "deployments"("agent", "version", "live_at");

CREATE TABLE "fixes" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "failure_modes" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "kind" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "live_at" TIMESTAMPTZ(3) NOT NULL,
    "owner_id" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "note" TEXT,
    "scenario_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "fixes_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "fixes_live_at_idx" ON "fixes"("live_at");

CREATE TABLE "reports" (
    "week" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "reports_pkey" PRIMARY KEY ("week")
);

-- Messages: one row a message that a surface should show; unique by (surface, channel, subject, kind).
CREATE TABLE "messages" (
    "id" TEXT NOT NULL,
    "surface" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "thread_of" TEXT,
    "card" JSONB,
    "state" TEXT NOT NULL,
    "platform_id" TEXT,
    "wanted" INTEGER NOT NULL DEFAULT 1,
    "sent" INTEGER NOT NULL DEFAULT 0,
    "parked_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    CONSTRAINT "messages_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "messages_surface_channel_subject_kind_key" ON "messages"("surface", "channel", "subject", "kind");
CREATE INDEX "messages_surface_channel_platform_id_idx" ON "messages"("surface", "channel", "platform_id");
CREATE INDEX "messages_subject_idx" ON "messages"("subject");
CREATE INDEX "messages_state_idx" ON "messages"("state");

-- The browser's review channel. `seq` grows with each post and edit, so that a page asks for what is newer.
CREATE SEQUENCE "web_message_seq";
CREATE TABLE "web_messages" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "thread_of" TEXT,
    "card" JSONB NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL DEFAULT nextval('web_message_seq'),
    "posted_at" TIMESTAMPTZ(3) NOT NULL,
    "edited_at" TIMESTAMPTZ(3),
    CONSTRAINT "web_messages_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "web_messages_delivery_id_key" ON "web_messages"("delivery_id");
CREATE INDEX "web_messages_channel_posted_at_idx" ON "web_messages"("channel", "posted_at");
CREATE INDEX "web_messages_thread_of_idx" ON "web_messages"("thread_of");
CREATE INDEX "web_messages_seq_idx" ON "web_messages"("seq");

-- People, keys, sessions.
CREATE TABLE "people" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "people_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "tokens" (
    "hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "person_id" TEXT,
    "name" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),
    CONSTRAINT "tokens_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "tokens_kind_name_idx" ON "tokens"("kind", "name");

-- Every change, by whom.
CREATE TABLE "audit" (
    "id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "audit_subject_at_idx" ON "audit"("subject", "at");
CREATE INDEX "audit_event_at_idx" ON "audit"("event", "at");

-- Which period of which clock job has been enqueued.
CREATE TABLE "periods" (
    "job" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "enqueued_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "periods_pkey" PRIMARY KEY ("job", "period")
);

CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);
