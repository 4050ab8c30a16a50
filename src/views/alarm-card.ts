import type { Alarm, ClearCall } from '#src/domain/alarm.ts';
import { ANY_FAILURE } from '#src/domain/fix-days.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { beforeAndSince } from '#src/domain/rate-words.ts';
import type { VersionDiff } from '#src/domain/version-diff.ts';
import type { Block, Card, Control, Inline } from './card.ts';
import { pageLinks } from './page-links.ts';
import { upWords } from './up-words.ts';
import { versionDiffBlocks } from './version-diff-blocks.ts';

export type AlarmView = {
  alarm: Alarm;
  /** Those of the alarm's calls that are still kept. */
  calls: readonly ClearCall[];
  /** What changed from the version before; left out where one of the two is unknown. */
  diff?: VersionDiff;
  baseUrl: string;
};

/** Posted once when something got worse: the numbers, what changed, the clearest calls, and what to do. Edited when somebody takes note of it. */
export function alarmCard(view: AlarmView): Card {
  const { alarm } = view;
  const { verdict } = alarm.facts;
  const title = alarmTitle(alarm);
  const blocks: Block[] = [
    { type: 'text', parts: [cleanText(verdict.words)] },
    { type: 'text', parts: [ratesWords(alarm)] },
    { type: 'context', parts: contextParts(view) },
    ...diffBlocks(view),
    ...callBlocks(view),
    ...takenNote(alarm),
  ];
  return {
    tone: alarm.acknowledgedAt ? 'muted' : alarm.kind === 'drift' ? 'warning' : 'critical',
    title,
    blocks,
    controls: controlsOf(alarm),
    overflow: [],
    fallback: `${title}. ${verdict.words}`,
  };
}

/** The same for those who see only some of its agents: what happened and where, without a number, a call or a name of the others. */
export function partialAlarmCard(alarm: Alarm, seen: readonly string[], baseUrl: string): Card {
  const title = alarmTitle(alarm);
  const words = `Told over ${cut(seen.map(cleanText).join(', '), 120)} and agents that this channel does not see, all together. Who sees all of them finds the numbers, the calls and what to do on the page Fixes.`;
  return {
    tone: alarm.acknowledgedAt ? 'muted' : 'critical',
    title,
    blocks: [
      { type: 'text', parts: [words] },
      { type: 'context', parts: [{ link: alarm.id, href: pageLinks(baseUrl).fixes() }] },
      // The versions may differ by agent.
      ...takenNote({ ...alarm, ...(alarm.rolledBackAt && { rolledBackTo: 'what ran before' }) }),
    ],
    controls: [],
    overflow: [],
    fallback: `${title}. ${words}`,
  };
}

/** "Before: 2.5 % (84 of 3,360 calls; 95 % interval 2.0 to 3.1 %). Since: …": the share of calls that failed so, before and after. */
function ratesWords({ kind, facts }: Alarm): string {
  return beforeAndSince(facts, kind === 'came_back');
}

/** What was seen, for a form that is opened from it: "AL-1: Wrong refund got worse since v15. Before: …". */
export function alarmWords(alarm: Alarm): string {
  return `${alarm.id}: ${alarmTitle(alarm)}. ${ratesWords(alarm)}`;
}

/** "Wrong refund got worse since v15"; "Wrong refund is up 60 % (likely 20 to 110 %) since Tuesday's deployment of v15". */
export function alarmTitle({ kind, failureMode, facts }: Alarm): string {
  const mode = cut(cleanText(facts.mode), 80);
  const since = facts.since === undefined ? '' : ` ${cut(cleanText(facts.since), 80)}`;
  if (kind === 'came_back') return `${mode} came back`;
  if (kind === 'drift') return `${mode} is ${upWords(facts.verdict)}${since}`;
  return failureMode === ANY_FAILURE ? `More calls fail${since}` : `${mode} got worse${since}`;
}

function contextParts({ alarm, baseUrl }: AlarmView): Inline[] {
  const { fixId, facts, agents, kind } = alarm;
  const about = [cut(agents.map(cleanText).join(', '), 120), facts.version && cut(cleanText(facts.version), 40)];
  const parts: Inline[] = [about.filter(Boolean).join(' ')];
  if (facts.liveAt) parts.push(' · live ', { time: new Date(facts.liveAt) });
  if (facts.fix) {
    parts.push(' · ', { bold: `${fixId}, ${cut(cleanText(facts.fix.title), 120)}` });
    parts.push(
      `${kind === 'guardrail' ? ', which is against something else' : ''} · ${cut(cleanText(facts.fix.ownerName), 80)}`,
    );
  } else parts.push(' · no fix is registered against it');
  const links = pageLinks(baseUrl);
  parts.push(' · ', { link: 'the report', href: links.report(facts.week) }, ' · ', {
    link: alarm.id,
    href: links.fixes(),
  });
  return parts;
}

function diffBlocks({ alarm, diff, baseUrl }: AlarmView): Block[] {
  const { version, previousVersion } = alarm.facts;
  if (version === undefined) return [];
  if (previousVersion === undefined && alarm.kind === 'came_back')
    return [{ type: 'context', parts: [`The version did not change: ${cut(cleanText(version), 40)} still runs.`] }];
  if (previousVersion === undefined)
    return [{ type: 'context', parts: [`Which version ran before ${cut(cleanText(version), 40)} is not known.`] }];
  const names = { from: previousVersion, to: version };
  if (diff) {
    const href = pageLinks(baseUrl).versionDiff(alarm.agents[0] ?? '', names.from, names.to);
    return versionDiffBlocks(diff, { ...names, href }, 'short');
  }
  return [
    {
      type: 'context',
      parts: [`What changed from ${cut(cleanText(names.from), 40)} to ${cut(cleanText(names.to), 40)} is not known.`],
    },
  ];
}

function callBlocks({ calls, baseUrl }: AlarmView): Block[] {
  if (calls.length === 0) return [];
  const items = calls.map((call): Inline[] => [
    { link: call.reviewId, href: pageLinks(baseUrl).call(call.callId), subject: `review:${call.reviewId}` },
    ` ${cut(cleanText(call.reason), 100)} · ${call.severity} · score ${Math.round(call.score)}`,
  ]);
  return [
    { type: 'heading', text: items.length === 1 ? 'The clearest call' : `The ${items.length} clearest calls` },
    { type: 'list', items },
  ];
}

function takenNote({ acknowledgedAt, acknowledgedBy, rolledBackAt, rolledBackBy, rolledBackTo }: Alarm): Block[] {
  const lines: Inline[][] = [];
  if (rolledBackAt)
    lines.push([
      `Rolled back to ${cut(cleanText(rolledBackTo ?? ''), 40)} · ${cleanText(rolledBackBy ?? '')} · `,
      { time: rolledBackAt },
    ]);
  else if (acknowledgedAt)
    lines.push([`Acknowledged · ${cleanText(acknowledgedBy ?? '')} · `, { time: acknowledgedAt }]);
  return lines.map((parts) => ({ type: 'context', parts }));
}

function controlsOf(alarm: Alarm): Control[] {
  const subject = `alarm:${alarm.id}`;
  const controls: Control[] = [];
  if (!alarm.acknowledgedAt) controls.push({ id: 'ack_alarm', label: 'Acknowledge', subject, style: 'primary' });
  if (alarm.fixId !== undefined && !alarm.rolledBackAt)
    controls.push({ id: 'rollback', label: 'Register a rollback…', subject, style: 'danger' });
  controls.push({ id: 'register_fix', label: 'Register a fix', subject });
  return controls;
}
