import type { GateState, GateSummary } from './gate.ts';
import { counted } from './rate-words.ts';

/** How a gate came out, in a sentence or two. */
export function gateHeadline(state: GateState, summary: Omit<GateSummary, 'headline'>): string {
  const { total, failed, passed, diverged, errors, missing, warned = 0 } = summary;
  if (total === 0) return 'No scenarios in this tier yet: nothing to check, nothing blocked.';
  const of = counted(total, 'scenario');
  const warns =
    warned > 0 ? ` ${warned} of them ${warned === 1 ? 'fails' : 'fail'}, and only warn${warned === 1 ? 's' : ''}.` : '';
  if (state === 'passed')
    return warned > 0
      ? `Nothing blocks in ${of}.${warns}`
      : total === 1
        ? 'The one scenario passed.'
        : `All ${of} passed.`;
  if (state === 'overridden') return `Let through by a person: of ${of}, ${passed} passed and ${warned} did not.`;
  const open = [
    diverged > 0 ? `${diverged} diverged` : '',
    errors > 0 ? `${errors} could not be run` : '',
    missing > 0 ? `${missing} without a result` : '',
  ].filter(Boolean);
  const rest = open.length > 0 ? `; ${open.join(', ')}` : '';
  if (state === 'failed' && failed > 0)
    return `${failed} of ${of} failed${ages(summary)}${rest}: do not deploy.${warns}`;
  if (state === 'failed')
    return `The suite as a whole got worse: ${summary.alarm?.failed ?? 0} of ${summary.alarm?.of ?? total} first runs failed, far more than their history lets expect${rest}: do not deploy.`;
  return `Undecided: of ${of}, ${open.join(', ')}; ${passed} passed. Nobody knows whether the rest would fail, so do not deploy.`;
}

/** " (1 newly, 2 still)", where some failed before. */
function ages({ lines }: Pick<GateSummary, 'lines'>): string {
  const failing = lines.filter(({ outcome, blocks }) => outcome === 'fail' && blocks);
  const still = failing.filter(({ standing }) => standing === 'still').length;
  return still === 0 ? '' : ` (${failing.length - still} newly, ${still} still)`;
}
