import type { Review } from '#src/domain/review.ts';
import type { Control, ControlId } from './card.ts';

type Choice = readonly [id: ControlId, label: string, style?: 'primary' | 'danger'];

/** The controls that make sense in a review's state: at most three stand on the card, the rest in its menu. `counted` = as an occurrence of another call's scenario. */
export function reviewControls(
  review: Pick<Review, 'id' | 'state' | 'scenarioId'>,
  counted = false,
): {
  controls: Control[];
  overflow: Control[];
} {
  const subject = `review:${review.id}`;
  const make = ([id, label, style]: Choice): Control => ({
    id,
    label,
    subject,
    ...(style === undefined ? {} : { style }),
  });
  // The card replays the call itself; the proof of its scenario stands on the scenario's page and under each proof.
  const scenario = scenarioControls(review.scenarioId ?? '').filter(
    ({ id }) => review.scenarioId !== undefined && id === 'show_scenario',
  );
  const { shown, more } = choices(review);
  const undo: Choice[] = counted && review.scenarioId ? [['uncount', `Not ${review.scenarioId} after all`]] : [];
  return {
    controls: shown.map(make),
    overflow: [...more.map(make), ...undo.map(make), ...scenario, make(['full_call', 'Full call'])],
  };
}

function choices({ state, scenarioId }: Pick<Review, 'state' | 'scenarioId'>): { shown: Choice[]; more: Choice[] } {
  const promote: Choice[] = scenarioId === undefined ? [['promote', 'Promote']] : [];
  const reopen: Choice = ['reopen', 'Reopen'];
  const replay: Choice = ['replay', 'Replay now'];
  const undecided: Choice[] = [
    ['dismiss', 'Not a failure…'],
    ['duplicate', 'Duplicate of…'],
    ['snooze', 'Snooze…'],
    replay,
  ];
  switch (state) {
    case 'open':
      return { shown: [['claim', 'Claim', 'primary'], ['tag', 'Tag'], ...promote], more: undecided };
    case 'claimed':
      return { shown: [['tag', 'Tag', 'primary'], ...promote], more: [...undecided, ['unclaim', 'Unclaim']] };
    case 'snoozed':
      return { shown: [reopen], more: [] };
    case 'confirmed':
      return { shown: promote, more: [['tag', 'Change tag'], reopen, replay, ['write_article', 'Write knowledge…']] };
    case 'dismissed':
    case 'duplicate':
      return { shown: [], more: [reopen] };
  }
}

/** Keeps a scenario in the fast tier, or hands it back to the nightly plan. */
export function pinControl(scenarioId: string, pin?: 'fast' | 'slow'): Control {
  const subject = `scenario:${scenarioId}`;
  return pin === undefined
    ? { id: 'pin', label: 'Keep in the fast tier', subject }
    : { id: 'unpin', label: `Let it leave the ${pin} tier`, subject };
}

/** For an approver: whoever may not is told so. */
export function endFailingControl(scenarioId: string): Control {
  return { id: 'end_failing', label: 'Block again now', subject: `scenario:${scenarioId}` };
}

/** What can be done with a scenario. */
export function scenarioControls(scenarioId: string): Control[] {
  const subject = `scenario:${scenarioId}`;
  return [
    { id: 'show_scenario', label: `Show ${scenarioId}`, subject },
    { id: 'replay', label: 'Replay now', subject },
  ];
}
