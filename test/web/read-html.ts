import type { ControlId } from '#src/views/card.ts';
import type { SeenForm, SeenMessage } from '#test/contract/surface-driver.ts';

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };

/** What a reader sees of a piece of HTML: tags dropped, entities read, a space that does not break as any other. */
export function textOf(html: string): string {
  return html
    .replace(/<span class="id">([^<]*)<\/span>/g, '$1')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replace(/[ \u00a0\t\n]+/g, ' ')
    .trim();
}

/** Every message of a channel's or a thread's HTML. */
export function messagesIn(html: string): SeenMessage[] {
  return html
    .split(/(?=<li class="message)/)
    .slice(1)
    .map((part) => {
      const card = part.split('<div class="under">')[0] ?? '';
      const [shown = '', menu = ''] = card.split('<div class="menu-list">');
      return {
        ref: /data-message="([^"]*)"/.exec(part)?.[1] ?? '',
        title: textOf(/<h3>(.*?)<\/h3>/s.exec(card)?.[1] ?? ''),
        text: textOf(card),
        notifies: [],
        controls: controlsIn(shown),
        overflow: controlsIn(menu),
      };
    });
}

/** The controls of a piece of HTML in their order. */
function controlsIn(html: string): ControlId[] {
  return [...html.matchAll(/data-control="([a-z_]+)"/g)].map((found) => found[1] as ControlId);
}

export function subjectIn(html: string, control: ControlId): string | undefined {
  return new RegExp(`data-control="${control}" data-subject="([^"]*)"`).exec(html)?.[1];
}

export function formIn(html: string): SeenForm {
  return {
    id: (/data-form="([a-z_]+)"/.exec(html)?.[1] ?? '') as SeenForm['id'],
    subject: /data-subject="([^"]*)"/.exec(html)?.[1] ?? '',
    fields: [...html.matchAll(/data-field="([^"]+)"/g)].map((found) => found[1] ?? ''),
    problems: {},
  };
}
