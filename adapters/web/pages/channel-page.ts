import { html } from 'hono/html';
import { type Html, NOTHING, type Scene } from '#adapters/web/html.ts';
import { type MessageExtras, renderMessage } from '#adapters/web/render-message.ts';
import { dayWords } from '#adapters/web/show-time.ts';
import { localDay } from '#src/domain/week.ts';
import type { WebMessage } from '#src/ports/store/deliveries.ts';
import { COMMANDS } from '#src/views/help-card.ts';

export type ShownMessage = { message: WebMessage; extras: MessageExtras };
export type Channel = {
  channel: string;
  /** Oldest first. */
  messages: readonly ShownMessage[];
  /** Address of what came before, where there is more. */
  earlier?: string;
  /** The newest change known when the page was drawn: where the live stream goes on. */
  seq: number;
  thread?: { root: ShownMessage; answers: readonly ShownMessage[] };
  empty: boolean;
};

/** The review channel as people know it from chat: newest last, a thread beside, a command box below. */
export function channelPage(channel: Channel, scene: Scene): Html {
  return html`<div class="channel ${channel.thread ? 'with-thread' : ''}" data-channel="${channel.channel}" data-seq="${channel.seq}">
    <section class="stream-pane" aria-label="Channel ${channel.channel}">
      <header class="pane-head"><h1><span aria-hidden="true">#</span> ${channel.channel}</h1><p>Failed calls, one message each. React, use the buttons, or type a command.</p><span class="live" data-live title="Live">●</span></header>
      <div class="scroller" data-scroller tabindex="0" aria-label="Messages">
        ${channel.earlier === undefined ? NOTHING : html`<p class="earlier"><a class="button" href="${channel.earlier}">Earlier messages</a></p>`}
        ${channel.empty ? renderEmpty(scene) : NOTHING}
        <ol class="messages" data-stream>${renderDays(channel.messages, scene)}</ol>
      </div>
      ${renderComposer(channel.channel)}
    </section>
    <aside class="thread-pane" data-thread-pane aria-label="Thread" ${channel.thread ? NOTHING : html`hidden`}>${channel.thread ? renderThread(channel.channel, channel.thread, scene) : NOTHING}</aside>
  </div>`;
}

/** A thread: the message it hangs on, and its answers. */
export function renderThread(channel: string, thread: NonNullable<Channel['thread']>, scene: Scene): Html {
  return html`<header class="pane-head"><h2>Thread</h2><a class="button quiet" href="/channels/${encodeURIComponent(channel)}" data-close-thread aria-label="Close the thread">✕</a></header>
    <div class="scroller"><ol class="messages" data-thread-of="${thread.root.message.id}">${renderMessage(thread.root.message, thread.root.extras, scene)}
      <li class="day">${thread.answers.length === 0 ? 'No answers yet' : thread.answers.length === 1 ? '1 answer' : `${thread.answers.length} answers`}</li>
      ${thread.answers.map(({ message, extras }) => renderMessage(message, extras, scene))}</ol></div>`;
}

function renderDays(messages: readonly ShownMessage[], scene: Scene): Html[] {
  let day = '';
  return messages.map(({ message, extras }) => {
    const own = localDay(message.postedAt, scene.timeZone);
    const line = own === day ? NOTHING : html`<li class="day">${dayWords(message.postedAt, scene)}</li>`;
    day = own;
    return html`${line}${renderMessage(message, extras, scene)}`;
  });
}

function renderEmpty(scene: Scene): Html {
  const base = scene.baseUrl === '' ? 'http://localhost:3000' : scene.baseUrl;
  const call = `curl ${base}/v1/calls \\
  -H 'content-type: application/json' -d '{
  "source": "try", "sourceCallId": "1",
  "agent": {"name": "care", "version": "v14"},
  "outcome": {"complaint": true},
  "turns": [
    {"role": "customer", "text": "Where is my order?"},
    {"role": "agent", "text": "I cannot help with that."}]}'`;
  return html`<div class="empty"><h2>Nothing has gone wrong yet</h2>
    <p>Each failed call gets one message here. Send a finished call and watch it arrive:</p><pre tabindex="0">${call}</pre>
    <p>Or see twelve weeks of a sample agent, faults included: stop this server and run</p><pre tabindex="0">npm run demo</pre></div>`;
}

function renderComposer(channel: string): Html {
  return html`<form class="composer" data-composer data-channel="${channel}" autocomplete="off">
    <ul class="suggestions" id="suggestions" role="listbox" aria-label="Commands" hidden>${COMMANDS.map(
      ({ command, words }, i) =>
        html`<li role="option" id="s-${i}" data-command="${command}"><code>${command}</code><span>${words}</span></li>`,
    )}</ul>
    <input type="text" name="text" aria-label="Command" placeholder="Type a command: /ratchet queue" maxlength="2000" role="combobox" aria-expanded="false" aria-controls="suggestions" aria-autocomplete="list" spellcheck="false" disabled>
    <button type="submit" class="button primary" disabled>Send</button>
  </form>`;
}
