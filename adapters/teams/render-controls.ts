import type { Control, ControlId } from '#src/views/card.ts';
import { plain } from './plain.ts';
import type { Json, Scene } from './scene.ts';

/** What a control of ours carries; read again by `read-data.ts`. */
export type ControlData = {
  press: ControlId;
  subject: string;
  via: Scene['via'];
  /** deliveryId, offset of a Home, 1 on a private card, the input that holds the value. */
  d?: string;
  h?: number;
  p?: 1;
  pick?: string;
};

/** Whether a control leads to a form, a personal link or something to read: only a dialog can show these, and only Action.Submit opens one. */
const OPENS: Readonly<Record<ControlId, boolean>> = {
  claim: false,
  unclaim: false,
  tag: true,
  confirm: true,
  promote: true,
  dismiss: true,
  reopen: false,
  duplicate: true,
  snooze: true,
  replay: false,
  full_call: true,
  register_fix: true,
  write_article: true,
  draft_checks: true,
  draft_article: true,
  show_scenario: true,
  tag_as: false,
  pin: false,
  unpin: false,
  end_failing: false,
  uncount: false,
  new_failure_mode: true,
  settings: true,
  post_digest: false,
  approve_gate: false,
  override_gate: true,
  accept_failing: true,
  version_live: true,
  ignore_version: false,
  look_fine: false,
  look_wrong: true,
  look_skip: false,
  next_look: true,
  ack_alarm: false,
  rollback: true,
  home_page: false,
};

const STYLES = { primary: 'positive', danger: 'destructive' } as const;

/** The buttons of a card; those of the overflow stand behind its "…". */
export function renderControls(
  controls: readonly Control[],
  overflow: readonly Control[],
  scene: Scene,
): readonly Json[] {
  return [
    ...controls.map((control) => renderControl(control, scene)),
    ...overflow.map((control) => ({ ...renderControl(control, scene), mode: 'secondary' })),
  ];
}

/** One button. Action.Execute is answered in place; clients without it send the same data as a message (the fallback). */
export function renderControl({ id, label, subject, style }: Control, scene: Scene, pick?: string): Json {
  const data = { ratchet: controlData(id, subject, scene, pick) };
  const look = { title: plain(label, 60), ...(style === undefined ? {} : { style: STYLES[style] }) };
  if (scene.place === 'dialog') return { type: 'Action.Submit', ...look, data, associatedInputs: 'none' };
  if (OPENS[id]) return { type: 'Action.Submit', ...look, data: { msteams: { type: 'task/fetch' }, ...data } };
  return {
    type: 'Action.Execute',
    verb: 'press',
    ...look,
    data,
    fallback: { type: 'Action.Submit', ...look, data },
  };
}

function controlData(press: ControlId, subject: string, scene: Scene, pick: string | undefined): ControlData {
  return {
    press,
    subject,
    via: scene.via,
    ...(scene.deliveryId === undefined ? {} : { d: scene.deliveryId }),
    ...(scene.home === undefined ? {} : { h: scene.home }),
    ...(scene.isPrivate ? { p: 1 as const } : {}),
    ...(pick === undefined ? {} : { pick }),
  };
}
