import { cleanText, cut } from '#src/domain/plain-text.ts';
import { counted } from '#src/domain/rate-words.ts';
import type { Ticket } from '#src/ports/tickets.ts';

const MAX_TITLE = 180;

/** The title of a new ticket: one line in which nothing is a mention or a reference. */
export function ticketTitle({ scenarioId, title }: Ticket): string {
  const line = cleanText(title).replace(/\s+/g, ' ').trim();
  return `${scenarioId} fails by night: ${inert(cut(line, MAX_TITLE))}`;
}

/** Ratchet's part of the ticket as GitHub's Markdown, between two marks; whatever a stranger wrote stands in code, where nothing pings. */
export function ticketPart(ticket: Ticket): string {
  return [start(ticket.key), ...linesOf(ticket), end(ticket.key)].join('\n');
}

/** The text with our part changed and everything that people wrote around it kept; put in front where they removed it. */
export function withPart(body: string, ticket: Ticket): string {
  const from = body.indexOf(start(ticket.key));
  const to = body.lastIndexOf(end(ticket.key));
  if (from < 0 || to < from) return body.trim() === '' ? ticketPart(ticket) : `${ticketPart(ticket)}\n\n${body}`;
  return body.slice(0, from) + ticketPart(ticket) + body.slice(to + end(ticket.key).length);
}

/** Whether a text is of this ticket. */
export function hasPart(body: string, key: string): boolean {
  return body.includes(start(key));
}

const start = (key: string) => `<!-- ratchet:${key} -->`;
const end = (key: string) => `<!-- /ratchet:${key} -->`;

function linesOf({ scenarioId, state, agent, why, at, since, nights, link, transcript }: Ticket): string[] {
  const scenario = `[${scenarioId}](${link})`;
  if (state === 'gone') return [`${scenario} is no longer in the suite.`];
  if (state === 'passing')
    return [`${scenario} passed on ${day(at)}, after ${counted(nights, 'night')} of failing since ${day(since)}.`];
  return [
    `${scenario} fails against today's agent ${span(agent)}: ${counted(nights, 'night')} since ${day(since)}, last on ${day(at)}.`,
    '',
    block(why),
    '',
    '<details><summary>What was said in the last run</summary>',
    '',
    block(transcript),
    '',
    '</details>',
    '',
    'Ratchet keeps this part up to date and closes the ticket when the scenario passes by night. Write around it as you like.',
  ];
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** A block of code with a fence longer than any in it. */
function block(text: string): string {
  const clean = cleanText(text);
  const fence = '`'.repeat(Math.max(3, longestRun(clean) + 1));
  return `${fence}text\n${clean}\n${fence}`;
}

function span(text: string): string {
  const line = cut(cleanText(text).replace(/\s+/g, ' ').trim(), 120);
  const fence = '`'.repeat(longestRun(line) + 1);
  return `${fence} ${line} ${fence}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

/** An invisible space after what begins a mention or a reference. */
function inert(text: string): string {
  return text.replace(/[@#]/g, '$&\u200b');
}
