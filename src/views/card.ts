/**
 * The platform-neutral message. A surface renders it: text nodes are data and are escaped there; markup is other node types.
 * Limits a renderer may meet (Slack, Teams) are met by cutting blocks from the end, never the title and the controls.
 */
export type Tone = 'critical' | 'warning' | 'info' | 'ok' | 'muted';

/**
 * A piece of one line. `link` opens a page of ours, or, where the surface can, the card of `subject` ("review:R-12") in the same channel.
 * `person` shows a name and pings nobody.
 */
export type Inline =
  | string
  | { bold: string }
  | { code: string }
  | { link: string; href: string; subject?: string }
  | { person: string; id: string }
  | { time: Date };

export type EvidenceLine = {
  who: 'customer' | 'agent' | 'human_agent' | 'tool' | 'system';
  text: string;
  /** The turn at fault. */
  marked: boolean;
  turn: number;
};

export type Block =
  /** Small grey line. */
  | { type: 'context'; parts: readonly Inline[] }
  | { type: 'text'; parts: readonly Inline[] }
  | { type: 'heading'; text: string }
  | { type: 'fields'; fields: readonly { label: string; value: readonly Inline[] }[] }
  | { type: 'evidence'; lines: readonly EvidenceLine[] }
  | { type: 'list'; items: readonly (readonly Inline[])[] }
  /** Criteria with 0 to 100, null where nobody judged. */
  | { type: 'scores'; scores: readonly { label: string; score: number | null; reason: string }[] }
  | { type: 'table'; head: readonly string[]; rows: readonly (readonly string[])[] }
  /** A picture of ours by its name ("report/2026-W47/fix-FX1"); `alt` says the finding. */
  | { type: 'chart'; chart: string; alt: string }
  /** A list whose lines have a button each. */
  | { type: 'rows'; rows: readonly Row[] }
  /** A choice that acts at once: choosing an option presses `control` on `subject` with the option's value. */
  | { type: 'pick'; label: string; control: PickControl; subject: string; options: readonly Option[] };

/** `more` stands beside `control`. */
export type Row = { parts: readonly Inline[]; control?: Control; more?: readonly Control[] };

/** The controls that carry a chosen value. */
export type PickControl = 'tag_as';

export const CONTROL_IDS = [
  'claim',
  'unclaim',
  'tag',
  'confirm',
  'promote',
  'dismiss',
  'reopen',
  'duplicate',
  'snooze',
  'replay',
  'full_call',
  'register_fix',
  'show_scenario',
  /** Opens the form of the article that a call calls for. */
  'write_article',
  /** Have a model draft into the form that they stand in. */
  'draft_checks',
  'draft_article',
  /** Confirms with the failure mode chosen (the press carries it as `value`). */
  'tag_as',
  /** Keeps a scenario in the fast tier, or hands it back to the nightly plan. */
  'pin',
  'unpin',
  /** Ends that a scenario is accepted as known failing. */
  'end_failing',
  /** Takes back that the review's call is another occurrence of a scenario. */
  'uncount',
  'new_failure_mode',
  /** Opens the form of one's own settings; its subject is "home:0". */
  'settings',
  /** Posts the digest of a week, or again: "report:2026-W47". */
  'post_digest',
  'approve_gate',
  'override_gate',
  'accept_failing',
  /** Opens the form of when an unannounced version went live; or leaves it alone. */
  'version_live',
  'ignore_version',
  /** A quick look at a call that nothing flagged, "look:L-1" ("mylook:L-1" on a private card, which the next one follows). */
  'look_fine',
  'look_wrong',
  'look_skip',
  /** Shows the next look to one person: "looks:next". */
  'next_look',
  /** Takes note of an alarm, "alarm:AL-1"; and the form that ends its fix. */
  'ack_alarm',
  'rollback',
  /** Turns a page of the home view: "home:<offset>". */
  'home_page',
] as const;
export type ControlId = (typeof CONTROL_IDS)[number];

/** A button. `subject` is the id it acts on ("review:…", "scenario:SC-1"), so that an orphaned card repairs itself. */
export type Control = { id: ControlId; label: string; subject: string; style?: 'primary' | 'danger' };

/** A message. `fallback` is its plain text for notifications and screens that cannot show it. */
export type Card = {
  tone: Tone;
  title: string;
  blocks: readonly Block[];
  /** At most three. */
  controls: readonly Control[];
  overflow: readonly Control[];
  fallback: string;
};

export type Option = { value: string; label: string; hint?: string };

export type Field =
  | { type: 'text'; id: string; label: string; value?: string; required?: boolean; max: number; hint?: string }
  | {
      type: 'area';
      id: string;
      label: string;
      value?: string;
      required?: boolean;
      max: number;
      rows?: number;
      hint?: string;
    }
  | {
      type: 'select';
      id: string;
      label: string;
      options: readonly Option[];
      value?: string;
      required?: boolean;
      hint?: string;
    }
  | {
      type: 'multi';
      id: string;
      label: string;
      options: readonly Option[];
      values?: readonly string[];
      required?: boolean;
      hint?: string;
      /** There are more choices than `options`: `interactions.options` searches all of them. */
      more?: OptionsField;
    }
  /** A button inside a form that opens another form on top. */
  | { type: 'action'; id: string; control: ControlId; subject: string; label: string }
  /** Words to read between the fields. */
  | { type: 'note'; id: string; tone: Tone; parts: readonly Inline[] };

/** What can be searched while somebody types. */
export type OptionsField = 'failureModes';

export const FORM_IDS = [
  'tag',
  'dismiss',
  'promote',
  'duplicate',
  'snooze',
  'fix',
  'failure_mode',
  'settings',
  'override_gate',
  'known_failing',
  'rollback',
  'article',
  'look',
  'version_live',
] as const;
export type FormId = (typeof FORM_IDS)[number];

/** A form; `subject` comes back with the submission. */
export type Form = {
  id: FormId;
  subject: string;
  title: string;
  submitLabel: string;
  fields: readonly Field[];
  /** What comes back with the submission though no field shows it: what was typed in the form that this one was opened from. */
  carried?: FormValues;
};

/** What a form sends back: text and select give one string, multi gives several. */
export type FormValues = Record<string, string | readonly string[]>;
