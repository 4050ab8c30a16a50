import type { Baseline, Exemption, GateOverride, HeldOverride } from '#src/domain/gate.ts';
import type { GateReads, GateWrites } from '#src/ports/store/gates.ts';
import type { Prisma } from './generated/client.ts';
import { camel, withDates, withoutNulls } from './rows.ts';
import type { Db } from './sql.ts';
import { storableJson } from './storable.ts';

type BaselineReads = Pick<GateReads, 'baselines' | 'exemptions' | 'overrideOf' | 'overridesOn' | 'isApproved'>;

/** What a gate is held against. */
export function baselineReads({ client, sql }: Db): BaselineReads {
  return {
    async exemptions(scenarioIds, now) {
      const where = { scenarioId: { in: [...scenarioIds] }, until: { gt: now } };
      const orderBy = [{ scenarioId: 'asc' as const }, { kind: 'desc' as const }];
      return (await client.exemption.findMany({ where, orderBy })) as Exemption[];
    },
    async baselines(scenarioIds, grader, judge) {
      const [rows, exemptions] = await Promise.all([
        sql(BASELINES_SQL, [scenarioIds, grader, judge ?? null]),
        client.exemption.findMany({ where: { scenarioId: { in: [...scenarioIds] } }, orderBy: { kind: 'asc' } }),
      ]);
      const exempt = Map.groupBy(exemptions, ({ scenarioId }) => scenarioId);
      return new Map(
        rows.map(({ id, ...row }) => {
          const own = (exempt.get(id as string) ?? []).map(({ kind, owner, until }) => ({
            kind: kind as Exemption['kind'],
            owner,
            until: until.toISOString(),
          }));
          const since = row['failingSince'] as Date | null;
          const baseline = {
            ...withoutNulls<Baseline>({ ...row, failingSince: since?.toISOString() ?? null }),
            ...(own.length > 0 ? { exemptions: own } : {}),
          };
          return [id as string, baseline];
        }),
      );
    },
    async overrideOf({ agent, candidateVersion, tier }, now) {
      if (candidateVersion === undefined) return undefined;
      const [row] = await sql(
        `select override from gates where candidate_version = $1 and tier = $2 and agent is not distinct from $3 and override is not null
           and (override->>'until')::timestamptz > $4::timestamptz order by override->>'at' desc, id desc limit 1`,
        [candidateVersion, tier, agent ?? null, now],
      );
      return row?.['override'] as GateOverride | undefined;
    },
    async overridesOn(scenarioIds, now) {
      const rows = await sql(OVERRIDES_SQL, [scenarioIds, now]);
      return rows.map((row) => {
        const { untilAt: until, ...rest } = withDates(camel(row));
        return withoutNulls<HeldOverride>({ ...rest, until });
      });
    },
    async isApproved({ agent, candidateVersion, tier }) {
      if (candidateVersion === undefined) return false;
      const where = { agent: agent ?? null, candidateVersion, tier, approvedAt: { not: null } };
      return (await client.gate.findFirst({ where, select: { id: true } })) !== null;
    },
  };
}

/** Gates that it lets through carry it too: the one that it was given on ended first. */
const OVERRIDES_SQL = `select s.id as scenario_id, h.id as gate_id, h.tier, h.agent, h.candidate_version as version,
    h.override->>'byName' as by_name, h.override->>'reason' as reason, (h.override->>'until')::timestamptz as until_at
  from (
    select distinct on (candidate_version, tier, agent) id, tier, agent, candidate_version, override from gates
    where override is not null and candidate_version is not null and (override->>'until')::timestamptz > $2::timestamptz
    order by candidate_version, tier, agent, override->>'at' desc, finished_at, id
  ) h join unnest($1::text[]) as s(id) on h.override->'scenarioIds' @> to_jsonb(s.id) order by until_at, h.id, s.id`;

/** Of a run r: no other judge than this gate's decided it. `offset 0` below has a scenario's checks read once, not once a run. */
const BY_THIS_JUDGE = `(not j.judged or not jsonb_path_exists(r.report, '$.checks[*].judge.version ? (@ != $judge)', jsonb_build_object('judge', $3::text)))`;

/** The last twenty accepted runs of each scenario as it is now; the passes nobody approved only matter up to five. */
const BASELINES_SQL = `select s.id, coalesce(h.passes, 0)::int as passes, coalesce(h.fails, 0)::int as fails,
    coalesce(h.last_passed, false) as "lastPassed", coalesce(p.seen, 0)::int as seen, s.failing_since as "failingSince"
  from scenarios s
  cross join lateral (
    select $3::text is not null and jsonb_path_exists(s.content, '$.checks[*] ? (@.kind == "judge")') as judged offset 0
  ) j
  left join lateral (
    select count(*) filter (where outcome = 'pass') as passes, count(*) filter (where outcome = 'fail') as fails,
      bool_or(outcome = 'pass') filter (where approved = newest) as last_passed
    from (select outcome, approved, first_value(approved) over (order by started_at desc, id desc) as newest
      from runs r cross join lateral (select coalesce(r.gate_id, r.agent_version, r.id) as approved) a where r.scenario_id = s.id and r.accepted and r.scenario_version = s.version
      and r.grader = $2::int and ${BY_THIS_JUDGE} order by started_at desc, id desc limit 20) newest
  ) h on true
  left join lateral (
    select count(*) as seen from (select 1 from runs r where r.scenario_id = s.id and r.kind = 'gate' and r.outcome = 'pass'
      and r.scenario_version = s.version and r.grader = $2::int and ${BY_THIS_JUDGE} limit 5) few
  ) p on true
  where s.id = any($1::text[])`;

/** Counts the accepted passes of the scenarios of these runs anew. */
const approvedPasses = (ofRuns: string) => `update scenarios s set approved_passes = c.passes from (
    select r.scenario_id, count(*) filter (where r.outcome = 'pass')::int as passes from runs r join scenarios o on o.id = r.scenario_id
    where r.accepted and r.scenario_version = o.version and r.scenario_id in (select scenario_id from runs where ${ofRuns})
    group by r.scenario_id) c where c.scenario_id = s.id`;

type BaselineWrites = Pick<GateWrites, 'setFailing' | 'approve' | 'acceptRuns' | 'acceptNightRuns' | 'override'>;

/** What a gate, or a person, says of scenarios. */
export function baselineWrites({ client, sql }: Db): BaselineWrites {
  return {
    async setFailing(failing, passing, at) {
      if (failing.length > 0)
        await sql(
          'update scenarios set failing_since = coalesce(failing_since, $2::timestamptz) where id = any($1::text[])',
          [failing, at],
        );
      if (passing.length > 0)
        await sql(
          'update scenarios set failing_since = null where failing_since is not null and id = any($1::text[])',
          [passing],
        );
    },
    async approve(id, by, at) {
      const data = { approvedAt: at, approvedBy: by };
      return (await client.gate.updateMany({ where: { id, approvedAt: null }, data })).count > 0;
    },
    async acceptRuns(gateId, excused) {
      await sql(
        `update runs r set accepted = true from gates g, jsonb_to_recordset(g.expected) as e("scenarioId" text, version int, "identityHash" text)
         where g.id = $1 and r.gate_id = g.id and r.kind = 'gate' and r.outcome in ('pass', 'fail') and e."scenarioId" = r.scenario_id
           and e.version = r.scenario_version and e."identityHash" = r.report->>'identityHash'
           and (r.outcome = 'pass' or not r.scenario_id = any($2::text[]))`,
        [gateId, excused],
      );
      await sql(approvedPasses('gate_id = $1'), [gateId]);
    },
    async acceptNightRuns(runIds) {
      await sql(
        `update runs r set accepted = true from scenarios s where r.id = any($1::text[]) and r.kind = 'nightly' and r.outcome in ('pass', 'fail')
           and s.id = r.scenario_id and s.version = r.scenario_version and s.identity_hash = r.report->>'identityHash'
           and exists (select 1 from gates g where g.approved_at is not null and g.candidate_version = r.agent_version
             and (g.agent is null or g.agent = s.agent))`,
        [runIds],
      );
      await sql(approvedPasses('accepted and id = any($1::text[])'), [runIds]);
    },
    async override(id, override, summary) {
      await client.gate.update({
        where: { id },
        data: {
          state: 'overridden',
          override: override as unknown as Prisma.InputJsonValue,
          summary: summary as unknown as Prisma.InputJsonValue,
        },
      });
    },
  };
}

/** Whose failures only warn for a while. */
export function exemptionWrites({ client, sql }: Db): Pick<GateWrites, 'exempt' | 'endExemptions'> {
  return {
    async exempt(exemptions, replace) {
      if (exemptions.length === 0) return;
      const change = replace
        ? 'do update set owner = excluded.owner, reason = excluded.reason, accepted_by = excluded.accepted_by, since = excluded.since, until = excluded.until'
        : 'do nothing';
      await sql(
        `insert into exemptions (scenario_id, kind, owner, reason, accepted_by, since, until)
         select "scenarioId", kind, owner, reason, "acceptedBy", since, until from json_to_recordset($1::json)
           as g("scenarioId" text, kind text, owner text, reason text, "acceptedBy" text, since timestamptz, until timestamptz)
         on conflict (scenario_id, kind) ${change}`,
        [storableJson(exemptions)],
      );
    },
    async endExemptions(scenarioIds, kind) {
      if (scenarioIds.length === 0) return;
      await client.exemption.deleteMany({ where: { scenarioId: { in: [...scenarioIds] }, kind } });
    },
  };
}
