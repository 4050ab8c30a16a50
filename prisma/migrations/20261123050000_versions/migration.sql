-- Agent versions: what each was made of, who announced it, and what people answered when nobody had. The id is a hash of the names.
CREATE TABLE "agent_versions" (
    "id" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3),
    "noticed_at" TIMESTAMPTZ(3) NOT NULL,
    "announced_at" TIMESTAMPTZ(3),
    "announced_by" TEXT,
    "is_open" BOOLEAN NOT NULL DEFAULT false,
    "asked_at" TIMESTAMPTZ(3),
    "ignored_at" TIMESTAMPTZ(3),
    "ignored_by" TEXT,
    CONSTRAINT "agent_versions_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "agent_versions_agent_idx" ON "agent_versions"("agent");

-- One row for each configuration that came under a version's name: more than one is a conflict, which is shown.
CREATE TABLE "version_configs" (
    "version_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "origin" TEXT NOT NULL,
    "call_id" TEXT,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "version_configs_pkey" PRIMARY KEY ("version_id", "hash")
);
CREATE INDEX "version_configs_call_id_idx" ON "version_configs"("call_id");
ALTER TABLE "version_configs" ADD CONSTRAINT "version_configs_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "agent_versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "version_configs" ADD CONSTRAINT "version_configs_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "calls"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- The versions of the calls and deployments that are there; their configurations follow with the next call of each.
-- An agent whose calls have a version each has none that is worth a row.
INSERT INTO "agent_versions" ("id", "agent", "version", "first_seen_at", "noticed_at")
SELECT left(encode(sha256(convert_to(agent || E'\n' || agent_version, 'UTF8')), 'hex'), 32), agent, agent_version, min(started_at), min(received_at)
FROM (SELECT *, count(*) OVER (PARTITION BY agent) AS versions FROM
  (SELECT agent, agent_version, min(started_at) AS started_at, min(received_at) AS received_at
   FROM "calls" WHERE agent_version IS NOT NULL AND agent_version <> '' GROUP BY agent, agent_version) AS each) AS known
WHERE versions <= 1000 GROUP BY agent, agent_version;

INSERT INTO "agent_versions" ("id", "agent", "version", "noticed_at", "announced_at", "announced_by")
SELECT DISTINCT ON (agent, version) left(encode(sha256(convert_to(agent || E'\n' || version, 'UTF8')), 'hex'), 32), agent, version, created_at, created_at, created_by
FROM "deployments" ORDER BY agent, version, created_at
ON CONFLICT ("id") DO UPDATE SET "announced_at" = excluded."announced_at", "announced_by" = excluded."announced_by";
