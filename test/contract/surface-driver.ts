import type { Person, SurfaceName } from '#src/domain/actor.ts';
import type { ControlId, FormId, FormValues } from '#src/views/card.ts';
import type { TestApp } from '#test/app.ts';

/** One message as its readers see it: plain text, whom it notifies, and the controls in view and behind a menu. */
export type SeenMessage = {
  ref: string;
  title: string;
  text: string;
  notifies: readonly string[];
  controls: readonly ControlId[];
  overflow: readonly ControlId[];
};
/** A form that stands open for one person; `problems` are the words beside each field ("" = the banner). */
export type SeenForm = {
  id: FormId;
  subject: string;
  fields: readonly string[];
  problems: Readonly<Record<string, string>>;
};
/** What an interaction led to for the one who acted, and how long the platform waited for it. */
export type Seen = { form?: SeenForm; tookMs: number };

/** A surface as people use it. A test of a surface gives one of these; what it does must go the whole way a person's act goes. */
export type SurfaceDriver = {
  name: SurfaceName;
  app: TestApp;
  channel: string;
  /** Runs what waits, until every message shows what the database says. */
  settle(): Promise<void>;
  messages(channel: string): Promise<readonly SeenMessage[]>;
  thread(ref: string): Promise<readonly SeenMessage[]>;
  click(ref: string, control: ControlId, who: Person): Promise<Seen>;
  /** Presses a control of the latest private answer. */
  clickPrivate(control: ControlId, who: Person): Promise<Seen>;
  /** Chooses an option of the latest private answer, where the surface shows a choice there. */
  choosePrivate?(value: string, who: Person): Promise<Seen>;
  /** The text of one's own home, where the surface has one. */
  home?(who: Person): Promise<string>;
  react(ref: string, emoji: string, who: Person): Promise<Seen>;
  unreact(ref: string, emoji: string, who: Person): Promise<Seen>;
  command(text: string, who: Person): Promise<Seen>;
  /** The form as it stands after sending: undefined when it closed. */
  submit(form: SeenForm, values: FormValues, who: Person): Promise<Seen>;
  /** Texts that only this person saw, oldest first. */
  privateFor(who: Person): readonly string[];
  close(): Promise<void>;
};
