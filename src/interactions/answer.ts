import type { Person } from '#src/domain/actor.ts';
import type { Via } from '#src/domain/review.ts';
import type { Problem } from '#src/errors.ts';
import type { Card, ControlId, Form, FormId, FormValues, Option, OptionsField } from '#src/views/card.ts';

/**
 * What one interaction leads to. A surface shows it to the acting person only; the card everybody sees is redrawn by
 * the delivery job. `form` is never the answer to a reaction (Slack cannot open one): those get a private card with a control.
 */
export type Answer =
  /** Done; `note` is a short private confirmation ("Claimed"). */
  | { kind: 'done'; note?: string }
  | { kind: 'private'; card: Card }
  | { kind: 'form'; form: Form }
  /** The form stays open with these beside its fields ("" = a banner). */
  | { kind: 'problems'; problems: readonly Problem[] }
  /** A personal address to open. */
  | { kind: 'link'; href: string; label: string };

/** `value` is what was chosen, where the control is a choice ("tag_as"); `values` is what is typed so far in the form that the control stands in. */
export type Press = {
  actor: Person;
  control: ControlId;
  subject: string;
  via: Via;
  value?: string;
  values?: FormValues;
};
export type Reaction = { actor: Person; subject: string; emoji: string; added: boolean };
export type Command = { actor: Person; text: string; channel: string };
export type Submission = { actor: Person; form: FormId; subject: string; values: FormValues; via: Via };

/** What every surface calls. Each answers within 3 s, whatever happens: errors come as private cards. */
export type Interactions = {
  press(press: Press): Promise<Answer>;
  react(reaction: Reaction): Promise<Answer>;
  command(command: Command): Promise<Answer>;
  submit(submission: Submission): Promise<Answer>;
  /** The personal overview, from this place of the queue on; never rejects for what a person may not do: the card says so. */
  home(who: { actor: Person; offset: number }): Promise<Card>;
  /** Choices of a field as somebody types, at most 100; '' gives the ten most used. Empty for those who may not see them. */
  options(ask: { actor: Person; field: OptionsField; query: string }): Promise<readonly Option[]>;
};
