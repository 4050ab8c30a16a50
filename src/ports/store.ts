import type { Actor } from '#src/domain/actor.ts';
import type { Job } from './queue.ts';
import type { AlarmReads, AlarmWrites } from './store/alarms.ts';
import type { ArticleReads, ArticleWrites } from './store/articles.ts';
import type { CallReads, CallWrites } from './store/calls.ts';
import type { ChannelReads, ChannelWrites } from './store/channels.ts';
import type { DeliveryReads, DeliveryWrites } from './store/deliveries.ts';
import type { DraftReads, DraftWrites } from './store/drafts.ts';
import type { EditionReads, EditionWrites } from './store/editions.ts';
import type { FixReads, FixWrites } from './store/fixes.ts';
import type { GateReads, GateWrites } from './store/gates.ts';
import type { ImpactReads } from './store/impact.ts';
import type { InstallationReads, InstallationWrites } from './store/installations.ts';
import type { JudgementReads, JudgementWrites } from './store/judgements.ts';
import type { LookReads, LookWrites } from './store/looks.ts';
import type { OutcomeReads } from './store/outcomes.ts';
import type { PatternReads, PatternWrites } from './store/patterns.ts';
import type { PeopleReads, PeopleWrites } from './store/people.ts';
import type { ReplayReads, ReplayWrites } from './store/replays.ts';
import type { ReportReads } from './store/reports.ts';
import type { ReviewReads, ReviewWrites } from './store/reviews.ts';
import type { RollupReads, RollupWrites } from './store/rollups.ts';
import type { ScenarioReads, ScenarioWrites } from './store/scenarios.ts';
import type { SettingReads, SettingWrites } from './store/settings.ts';
import type { TierReads, TierWrites } from './store/tiers.ts';
import type { ToolResultReads, ToolResultWrites } from './store/tool-results.ts';
import type { VersionReads, VersionWrites } from './store/versions.ts';

/** One line of the audit trail; `event` is `noun.past`, `subject` "review:R-12". */
export type AuditEvent = { event: string; subject: string; facts?: Readonly<Record<string, unknown>> };
export type AuditRow = AuditEvent & { id: string; actorKind: string; actorId: string; actorName: string; at: Date };

/** Everything that reads, inside a transaction or outside. */
export type Reads = {
  calls: CallReads;
  reviews: ReviewReads;
  alarms: AlarmReads;
  articles: ArticleReads;
  drafts: DraftReads;
  replays: ReplayReads;
  scenarios: ScenarioReads;
  tiers: TierReads;
  gates: GateReads;
  fixes: FixReads;
  deliveries: DeliveryReads;
  channels: ChannelReads;
  impact: ImpactReads;
  installations: InstallationReads;
  judgements: JudgementReads;
  looks: LookReads;
  outcomes: OutcomeReads;
  patterns: PatternReads;
  people: PeopleReads;
  reports: ReportReads;
  editions: EditionReads;
  rollups: RollupReads;
  settings: SettingReads;
  toolResults: ToolResultReads;
  versions: VersionReads;
  audit(subject: string, limit: number): Promise<AuditRow[]>;
};

/** One transaction. Await nothing but its own functions inside it: an embedded database has one connection. */
export type Tx = Pick<Reads, 'audit' | 'impact' | 'reports' | 'outcomes'> & {
  calls: CallWrites;
  reviews: ReviewWrites;
  alarms: AlarmWrites;
  articles: ArticleWrites;
  drafts: DraftWrites;
  replays: ReplayWrites;
  scenarios: ScenarioWrites;
  tiers: TierWrites;
  gates: GateWrites;
  fixes: FixWrites;
  deliveries: DeliveryWrites;
  channels: ChannelWrites;
  installations: InstallationWrites;
  judgements: JudgementWrites;
  looks: LookWrites;
  patterns: PatternWrites;
  people: PeopleWrites;
  settings: SettingWrites;
  toolResults: ToolResultWrites;
  versions: VersionWrites;
  editions: EditionWrites;
  rollups: RollupWrites;
  /** Removes receipts older than this; returns how many. */
  deleteReceiptsBefore(before: Date): Promise<number>;
  /** Raw SQL inside the transaction ($1, $2 …); returns rows. */
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** Enqueues with the commit: rolled back, it never was. */
  enqueue(job: Job): Promise<void>;
  /** One at a time per key, until the transaction ends. */
  lock(key: string): Promise<void>;
};

export type WriteContext = { actor: Actor; now: Date };

/** The database. `write` is the only way to change anything, and leaves an audit row; it times out after 5 s. */
export type Store = Reads & {
  write<T>(
    ctx: WriteContext,
    event: AuditEvent | ((result: T) => AuditEvent | AuditEvent[]),
    fn: (tx: Tx) => Promise<T>,
  ): Promise<T>;
  /**
   * Takes what a platform sent by ids of its own (a click, an event): true for each that nobody took before, in any process. One statement
   * and no audit row: it changes nothing of ours, and what it lets through leaves a row of its own.
   */
  takeReceipts(ids: readonly string[], at: Date): Promise<boolean[]>;
  /** Whether the database answers; for /readyz. */
  ping(): Promise<void>;
  kind: 'postgresql' | 'embedded';
};
