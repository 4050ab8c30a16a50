import type { Job } from '#src/ports/queue.ts';
import type { AuditRow, Reads, Store, Tx } from '#src/ports/store.ts';
import { alarmReads, alarmWrites } from './alarms.ts';
import { articleReads, articleWrites } from './articles.ts';
import { auditTrail } from './audit.ts';
import { callReads, callWrites } from './calls.ts';
import { channelReads, channelWrites } from './channels.ts';
import { translateError } from './database-error.ts';
import { deliveryReads, deliveryWrites } from './deliveries.ts';
import { draftReads, draftWrites } from './drafts.ts';
import { editionReads, editionWrites } from './editions.ts';
import { fixReads, fixWrites } from './fixes.ts';
import { gateReads, gateWrites } from './gates.ts';
import { impactReads } from './impact.ts';
import { installationReads, installationWrites } from './installations.ts';
import { judgementReads, judgementWrites } from './judgements.ts';
import { lookReads, lookWrites } from './looks.ts';
import type { Database } from './open-database.ts';
import { outcomeReads } from './outcomes.ts';
import { patternReads, patternWrites } from './patterns.ts';
import { peopleReads, peopleWrites } from './people.ts';
import { deleteReceiptsBefore, takeReceipts } from './receipts.ts';
import { replayReads, replayWrites } from './replays.ts';
import { reportReads } from './reports.ts';
import { reviewReads, reviewWrites } from './reviews.ts';
import { rollupReads, rollupWrites } from './rollups.ts';
import { scenarioReads, scenarioWrites } from './scenarios.ts';
import { settingReads, settingWrites } from './settings.ts';
import { type Db, dbOf } from './sql.ts';
import { tierReads, tierWrites } from './tiers.ts';
import { toolResultReads, toolResultWrites } from './tool-results.ts';
import { versionReads, versionWrites } from './versions.ts';
import { createWrite, type Enqueue } from './write.ts';

export type StoreDeps = {
  database: Database;
  /** Adds a job by SQL inside the transaction. */
  enqueue: Enqueue;
  /** Called after a commit with what it enqueued, so that waiting workers look at once. */
  afterCommit?: (jobs: readonly Job[]) => void;
  /** Ids of audit rows; they sort by time. */
  id: () => string;
};

/** The store of an open database. */
export function createStore({ database, ...deps }: StoreDeps): Store {
  const db = dbOf(database.client);
  const reads = translated(readsOf(db));
  return {
    ...reads,
    kind: database.kind,
    write: createWrite({ database, ...deps, txOf }),
    async takeReceipts(ids, at) {
      try {
        return await takeReceipts(db.sql, ids, at);
      } catch (error) {
        throw translateError(error);
      }
    },
    async ping() {
      try {
        await database.sql('select 1');
      } catch (error) {
        throw translateError(error);
      }
    },
  };
}

function readsOf(db: Db): Reads {
  return {
    calls: callReads(db),
    reviews: reviewReads(db),
    alarms: alarmReads(db),
    articles: articleReads(db),
    drafts: draftReads(db),
    replays: replayReads(db),
    scenarios: scenarioReads(db),
    tiers: tierReads(db),
    gates: gateReads(db),
    fixes: fixReads(db),
    deliveries: deliveryReads(db),
    channels: channelReads(db),
    impact: impactReads(db),
    installations: installationReads(db),
    judgements: judgementReads(db),
    looks: lookReads(db),
    outcomes: outcomeReads(db),
    patterns: patternReads(db),
    people: peopleReads(db),
    reports: reportReads(db),
    editions: editionReads(db),
    rollups: rollupReads(db),
    settings: settingReads(db),
    toolResults: toolResultReads(db),
    versions: versionReads(db),
    audit: auditTrail(db),
  };
}

type AnyRead = (...args: unknown[]) => Promise<unknown>;

/** Reads whose driver errors are translated where they leave the adapter. */
function translated(reads: Reads): Reads {
  const wrap =
    (fn: AnyRead): AnyRead =>
    async (...args) => {
      try {
        return await fn(...args);
      } catch (error) {
        throw translateError(error);
      }
    };
  const wrapGroup = (group: object) =>
    Object.fromEntries(Object.entries(group).map(([name, fn]) => [name, wrap(fn as AnyRead)]));
  const { audit, ...groups } = reads;
  const wrapped = Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, wrapGroup(group)]));
  return {
    ...wrapped,
    audit: wrap(audit as AnyRead) as (subject: string, limit: number) => Promise<AuditRow[]>,
  } as unknown as Reads;
}

function txOf(db: Db, enqueue: (job: Job) => Promise<void>, now: Date): Tx {
  return {
    calls: callWrites(db),
    reviews: reviewWrites(db),
    alarms: alarmWrites(db),
    articles: articleWrites(db),
    drafts: draftWrites(db),
    replays: replayWrites(db),
    scenarios: scenarioWrites(db),
    tiers: tierWrites(db),
    gates: gateWrites(db),
    fixes: fixWrites(db),
    deliveries: deliveryWrites(db, now),
    channels: channelWrites(db),
    impact: impactReads(db),
    installations: installationWrites(db),
    judgements: judgementWrites(db),
    looks: lookWrites(db),
    outcomes: outcomeReads(db),
    patterns: patternWrites(db),
    people: peopleWrites(db),
    reports: reportReads(db),
    editions: editionWrites(db),
    rollups: rollupWrites(db),
    settings: settingWrites(db),
    toolResults: toolResultWrites(db),
    versions: versionWrites(db),
    audit: auditTrail(db),
    deleteReceiptsBefore: (before) => deleteReceiptsBefore(db.sql, before),
    sql: db.sql,
    enqueue,
    async lock(key) {
      // As text: Prisma's adapters do not know PostgreSQL's void.
      await db.sql('select pg_advisory_xact_lock(hashtextextended($1::text, 0))::text', [key]);
    },
  };
}
