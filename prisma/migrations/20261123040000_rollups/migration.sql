-- Counts of a local day, kept so that a report reads a few rows a day instead of every call (docs/adr/0010-rollups.md).
CREATE TABLE "day_calls" (
    "day" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "scorecard" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "flagged" INTEGER NOT NULL,
    "unreviewed" INTEGER NOT NULL,
    "resolved_known" INTEGER NOT NULL,
    "resolved" INTEGER NOT NULL,
    "escalated" INTEGER NOT NULL,
    "cost" DOUBLE PRECISION NOT NULL,
    "cost_known" INTEGER NOT NULL,
    CONSTRAINT "day_calls_pkey" PRIMARY KEY ("day", "agent", "version", "scorecard", "severity")
);

CREATE TABLE "day_reviews" (
    "id" BIGSERIAL NOT NULL,
    "day" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "how" TEXT NOT NULL,
    "failure_modes" TEXT[] DEFAULT ARRAY[]::TEXT[] NOT NULL,
    "n" INTEGER NOT NULL,
    CONSTRAINT "day_reviews_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "day_reviews_day_agent_idx" ON "day_reviews"("day", "agent");

-- One row: in which zone the days above are, how they were counted, and from which day on they count.
CREATE TABLE "rollup_state" (
    "id" INTEGER NOT NULL,
    "zone" TEXT NOT NULL,
    "shape" INTEGER NOT NULL,
    "rolled_from" TEXT NOT NULL,
    CONSTRAINT "rollup_state_pkey" PRIMARY KEY ("id")
);

-- An hour of an agent under which something changed since its day was counted. Only ever added to by writers, so that none waits for another.
CREATE TABLE "rollup_marks" (
    "id" BIGSERIAL NOT NULL,
    "agent" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "calls" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    CONSTRAINT "rollup_marks_pkey" PRIMARY KEY ("id")
);

-- A review's day and agent are its call's.
UPDATE "reviews" r SET "call_started_at" = c.started_at, "agent" = c.agent FROM "calls" c
  WHERE c.id = r.call_id AND (r.call_started_at <> c.started_at OR r.agent <> c.agent);
CREATE INDEX "reviews_agent_call_started_at_idx" ON "reviews"("agent", "call_started_at");
CREATE INDEX "reviews_duplicate_of_idx" ON "reviews"("duplicate_of");

CREATE FUNCTION "mark_new_calls"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO rollup_marks (agent, hour, calls) SELECT DISTINCT agent, date_trunc('hour', started_at, 'UTC'), true FROM new_rows;
  RETURN NULL;
END $$;

CREATE FUNCTION "mark_deleted_calls"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO rollup_marks (agent, hour, calls) SELECT DISTINCT agent, date_trunc('hour', started_at, 'UTC'), true FROM old_rows;
  RETURN NULL;
END $$;

-- What differs, by sets: a join of both tables takes their sizes multiplied.
CREATE FUNCTION "mark_changed_calls"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO rollup_marks (agent, hour, calls)
    SELECT DISTINCT agent, date_trunc('hour', started_at, 'UTC'), true FROM (
      (SELECT id, agent, started_at, agent_version, scorecard_version, flagged, severity, resolved, escalated, cost_amount FROM old_rows
        EXCEPT SELECT id, agent, started_at, agent_version, scorecard_version, flagged, severity, resolved, escalated, cost_amount FROM new_rows)
      UNION ALL
      (SELECT id, agent, started_at, agent_version, scorecard_version, flagged, severity, resolved, escalated, cost_amount FROM new_rows
        EXCEPT SELECT id, agent, started_at, agent_version, scorecard_version, flagged, severity, resolved, escalated, cost_amount FROM old_rows)
    ) changed;
  RETURN NULL;
END $$;

-- A review that comes or goes makes its call a reviewed one or not.
CREATE FUNCTION "mark_new_reviews"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO rollup_marks (agent, hour, calls)
    SELECT agent, date_trunc('hour', call_started_at, 'UTC'), true FROM new_rows
    UNION SELECT c.agent, date_trunc('hour', c.started_at, 'UTC'), true FROM new_rows n JOIN calls c ON c.id = n.call_id;
  RETURN NULL;
END $$;

CREATE FUNCTION "mark_deleted_reviews"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO rollup_marks (agent, hour, calls)
    SELECT agent, date_trunc('hour', call_started_at, 'UTC'), true FROM old_rows
    UNION SELECT c.agent, date_trunc('hour', c.started_at, 'UTC'), true FROM old_rows o JOIN calls c ON c.id = o.call_id
    UNION SELECT d.agent, date_trunc('hour', d.call_started_at, 'UTC'), false FROM old_rows o JOIN reviews d ON d.duplicate_of = o.id;
  RETURN NULL;
END $$;

-- A duplicate counts as what it is one of was confirmed as.
CREATE FUNCTION "mark_changed_reviews"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO rollup_marks (agent, hour, calls)
    SELECT agent, date_trunc('hour', call_started_at, 'UTC'), false FROM (
      (SELECT id, agent, call_started_at, state, severity, verdict_via, failure_modes, duplicate_of FROM old_rows
        EXCEPT SELECT id, agent, call_started_at, state, severity, verdict_via, failure_modes, duplicate_of FROM new_rows)
      UNION ALL
      (SELECT id, agent, call_started_at, state, severity, verdict_via, failure_modes, duplicate_of FROM new_rows
        EXCEPT SELECT id, agent, call_started_at, state, severity, verdict_via, failure_modes, duplicate_of FROM old_rows)
    ) changed
    UNION SELECT d.agent, date_trunc('hour', d.call_started_at, 'UTC'), false FROM (
      SELECT id, state, failure_modes FROM old_rows EXCEPT SELECT id, state, failure_modes FROM new_rows
    ) changed JOIN reviews d ON d.duplicate_of = changed.id;
  RETURN NULL;
END $$;

CREATE TRIGGER "calls_new" AFTER INSERT ON "calls" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION "mark_new_calls"();
CREATE TRIGGER "calls_changed" AFTER UPDATE ON "calls" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION "mark_changed_calls"();
CREATE TRIGGER "calls_deleted" AFTER DELETE ON "calls" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION "mark_deleted_calls"();
CREATE TRIGGER "reviews_new" AFTER INSERT ON "reviews" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION "mark_new_reviews"();
CREATE TRIGGER "reviews_changed" AFTER UPDATE ON "reviews" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION "mark_changed_reviews"();
CREATE TRIGGER "reviews_deleted" AFTER DELETE ON "reviews" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION "mark_deleted_reviews"();
