import { html } from 'hono/html';
import type { Html, Scene } from '#adapters/web/html.ts';
import { showTime } from '#adapters/web/show-time.ts';
import type { App } from '#src/app.ts';
import { count } from '#src/domain/rate-words.ts';
import { ageWords } from '#src/views/age-words.ts';
import { agreementWords, judgeTroubleWords, judgeUseWords } from '#src/views/judge-status-words.ts';
import { factList } from './page-parts.ts';

export type StatusData = Awaited<ReturnType<App['verbs']['getStatus']>>;
type AgreementData = Awaited<ReturnType<App['verbs']['getJudgeAgreement']>>;

/** How this Ratchet is doing, and what to do about what is stuck. */
export function statusPage(status: StatusData, agreement: AgreementData | undefined, scene: Scene): Html {
  const { database, queue, dead, parked, targets, destinations, settings } = status;
  const waiting = status.channels
    .filter(({ due }) => due > 0)
    .map((row) => [
      `${row.surface} ${row.channel}`,
      count(row.due),
      row.dueSince ? ageWords(row.dueSince, scene.now) : '',
      row.reason ?? 'they are being sent',
    ]);
  const n = (state: string) => status.deliveries.find((row) => row.state === state)?.n ?? 0;
  return html`<div class="page wide"><header class="page-head"><h1>Status</h1><p class="context">Ratchet ${status.version} · running since ${showTime(status.startedAt, scene)}</p></header>
    <dl class="counters"><div><dt>calls</dt><dd>${count(database.calls)}</dd></div><div><dt>jobs waiting</dt><dd>${count(queue.waiting + queue.active)}</dd></div><div class="${queue.dead > 0 ? 'bad' : ''}"><dt>jobs given up</dt><dd>${count(queue.dead)}</dd></div><div><dt>messages due</dt><dd>${count(n('due'))}</dd></div><div class="${n('parked') > 0 ? 'bad' : ''}"><dt>messages parked</dt><dd>${count(n('parked'))}</dd></div></dl>
    <section><h2>Jobs that gave up</h2>${
      dead.length === 0
        ? html`<p class="quiet-text">None.</p>`
        : table(
            ['Job', 'When', 'Why'],
            dead.map((job) => [job.name, ageWords(job.failedAt, scene.now), job.error]),
          )
    }</section>
    <section><h2>Messages parked</h2>${
      parked.length === 0
        ? html`<p class="quiet-text">None.</p>`
        : table(
            ['Where', 'About', 'Why'],
            parked.map((row) => [`${row.surface} ${row.channel}`, row.subject, row.reason]),
          )
    }</section>
    ${waiting.length === 0 ? '' : html`<section><h2>Messages that wait</h2>${table(['Where', 'How many', 'Since', 'Why'], waiting)}</section>`}
    <section><h2>Agents a replay can reach</h2>${
      targets.length === 0
        ? html`<p class="quiet-text">None: add <code>targets</code> to ratchet.yaml, so that a new scenario is proved at once.</p>`
        : table(
            ['Target', 'Agent', 'Version', 'Address'],
            targets.map((t) => [t.name, t.agent, t.version ?? 'any', t.url]),
          )
    }</section>
    <section><h2>Channels</h2>${table(
      ['Surface', 'Channel', 'Agents'],
      destinations.map((d) => [
        d.surface,
        d.channel,
        d.agents.map((agent) => (agent === '*' ? 'all' : agent)).join(', '),
      ]),
    )}</section>
    ${judgeSection(status, agreement, scene)}
    <section><h2>Settings</h2>${factList([
      ['Database', database.kind],
      ['Flag below', settings.threshold],
      ['Time zone', settings.timeZone],
      ['Weekly report', weeklyWords(settings.weeklyReport)],
      ['Failure modes', status.failureModes],
    ])}</section></div>`;
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** "Monday, 09:00" of a cron line that says a day and a time; any other line as it is. */
function weeklyWords(cron: string): Html | string {
  const [, minute = '', hour = '', day = ''] = /^(\d{1,2}) (\d{1,2}) \* \* ([0-7])$/.exec(cron) ?? [];
  return day === ''
    ? html`<code>${cron}</code>`
    : `${DAYS[Number(day)]}, ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

/** The judge's day, what keeps it from answering, and how often the people who review agreed with it. */
function judgeSection({ judge }: StatusData, agreement: AgreementData | undefined, scene: Scene): Html | string {
  if (!judge) return '';
  const trouble = judgeTroubleWords(judge);
  const agreed = agreement?.criteria.map(agreementWords) ?? [];
  return html`<section><h2>Judge</h2>${trouble === undefined ? '' : html`<p class="problem">${trouble}</p>`}${factList([
    ['Model and prompt', html`<code>${judge.version}</code>`],
    ['Use', judgeUseWords(judge)],
    ['Asked again', judge.heldUntil === undefined ? undefined : showTime(judge.heldUntil, scene)],
    [
      'Judge and reviewers agree',
      agreed.length === 0
        ? 'nothing that it judged was reviewed in the last 28 days'
        : `${agreed.join(' · ')}, last 28 days`,
    ],
  ])}</section>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): Html {
  return html`<div class="stack-table"><table><thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell, i) => html`<td data-label="${head[i] ?? ''}">${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
