import type { Exemption, HeldOverride } from '#src/domain/gate.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { counted } from '#src/domain/rate-words.ts';
import type { ScenarioSummary, Tier } from '#src/domain/scenario.ts';
import type { Block, Card, Inline } from './card.ts';
import { pageLinks } from './page-links.ts';

const EXCUSED_SHOWN = 5;

/** The suite in one message: scenarios by tier, those that failed last or else the newest, and those whose failure blocks nothing just now. */
export function suiteCard({
  tiers,
  scenarios,
  exemptions,
  overrides,
  baseUrl,
}: {
  tiers: readonly { tier: Tier; n: number }[];
  scenarios: readonly ScenarioSummary[];
  exemptions: readonly Exemption[];
  overrides: readonly HeldOverride[];
  baseUrl: string;
}): Card {
  const total = tiers.reduce((sum, { n }) => sum + n, 0);
  const title = total === 0 ? 'The suite is empty' : `${counted(total, 'scenario')} in the suite`;
  const failing = scenarios.filter((s) => s.lastOutcome !== undefined && s.lastOutcome !== 'pass');
  const line = (s: ScenarioSummary): Inline[] => [
    { link: s.id, href: pageLinks(baseUrl).scenario(s.id) },
    ` ${cut(cleanText(s.title), 100)} · ${s.occurrences > 1 ? `x${s.occurrences} · ` : ''}${s.lastOutcome ?? 'not run in a gate yet'}`,
  ];
  const shown = (failing.length > 0 ? failing : scenarios).slice(0, 8);
  const blocks: Block[] =
    total === 0
      ? [{ type: 'text', parts: ['Promote a failed call, and it becomes the first scenario.'] }]
      : [
          { type: 'fields', fields: tiers.map(({ tier, n }) => ({ label: tier, value: [String(n)] })) },
          { type: 'heading', text: failing.length > 0 ? 'Failed last' : 'Newest' },
          { type: 'list', items: shown.map(line) },
          ...excusedBlocks({ scenarios, exemptions, overrides, baseUrl }),
          { type: 'context', parts: [{ link: 'The whole suite', href: pageLinks(baseUrl).suite() }] },
        ];
  return { tone: failing.length > 0 ? 'warning' : 'info', title, blocks, controls: [], overflow: [], fallback: title };
}

/** Known failing ones with the command that ends it, those that an override lets through, flaky ones: until when, and who answers for it. */
function excusedBlocks({
  scenarios,
  exemptions,
  overrides,
  baseUrl,
}: Omit<Parameters<typeof suiteCard>[0], 'tiers'>): Block[] {
  const titles = new Map(scenarios.map(({ id, title }) => [id, ` ${cut(cleanText(title), 60)} ·`]));
  const named = (id: string): Inline[] => [{ link: id, href: pageLinks(baseUrl).scenario(id) }, titles.get(id) ?? ''];
  const exempt = ({ scenarioId, kind, owner, until }: Exemption): Inline[] => [
    ...named(scenarioId),
    kind === 'flaky' ? ' flaky until ' : ' known failing until ',
    { time: until },
    ` (${cut(cleanText(owner), 60)})`,
    ...(kind === 'flaky' ? [] : ['; an approver ends it: ', { code: `/ratchet suite block ${scenarioId}` }]),
  ];
  const overridden = ({ scenarioId, version, byName, until }: HeldOverride): Inline[] => [
    ...named(scenarioId),
    ` overridden for ${cut(cleanText(version), 40)} until `,
    { time: until },
    ` (${cut(cleanText(byName), 60)})`,
  ];
  const known = exemptions.filter(({ kind }) => kind === 'known_failing');
  const flaky = exemptions.filter(({ kind }) => kind === 'flaky');
  const items = [...known.map(exempt), ...overrides.map(overridden), ...flaky.map(exempt)];
  if (items.length === 0) return [];
  const more = items.length - EXCUSED_SHOWN;
  return [
    { type: 'heading', text: 'Fail without blocking, for now' },
    { type: 'list', items: items.slice(0, EXCUSED_SHOWN) },
    ...(more > 0 ? [{ type: 'context', parts: [`and ${more} more, on the page of the suite`] } as const] : []),
  ];
}
