import type { Answer } from '#src/interactions/answer.ts';
import { localHref, type Scene } from './html.ts';
import { renderForm } from './render-form.ts';
import { renderPrivate } from './render-message.ts';

/** An answer as the browser takes it: HTML where something is to be shown. */
export type AnswerJson =
  | { kind: 'done'; note?: string }
  | { kind: 'private' | 'form'; html: string }
  | { kind: 'problems'; problems: { path: string; message: string }[] }
  | { kind: 'link'; href: string; label: string };

export async function answerJson(answer: Answer, scene: Scene): Promise<AnswerJson> {
  switch (answer.kind) {
    case 'private':
      return { kind: 'private', html: String(await renderPrivate(answer.card, scene)) };
    case 'form':
      return { kind: 'form', html: String(await renderForm(answer.form, scene)) };
    case 'problems':
      return { kind: 'problems', problems: answer.problems.map(({ path, message }) => ({ path, message })) };
    case 'link':
      return { kind: 'link', href: localHref(answer.href, scene.baseUrl), label: answer.label };
    case 'done':
      return answer.note === undefined ? { kind: 'done' } : { kind: 'done', note: answer.note };
  }
}
