import type { Person } from '#src/domain/actor.ts';
import { hasRole } from '#src/domain/actor.ts';
import { AppError, forbidden } from '#src/errors.ts';
import { visibleAlarm } from '#src/verbs/list-alarms.ts';
import { rollbackForm } from '#src/views/rollback-form.ts';
import type { Answer, Submission } from './answer.ts';
import type { World } from './create-interactions.ts';
import { oneValue } from './form-values.ts';

/** Takes note of an alarm; the second to do so is told who was first. */
export async function acknowledge({ verbs }: World, actor: Person, alarmId: string): Promise<Answer> {
  const { alarm, changed } = await verbs.acknowledgeAlarm(actor, { alarmId });
  if (changed) return { kind: 'done', note: `${alarmId} is acknowledged.` };
  return { kind: 'done', note: `${alarm.acknowledgedBy} acknowledged ${alarmId} already.` };
}

/** Whoever may not roll back is told so before anything is typed. */
export async function rollbackAnswer({ deps }: World, actor: Person, alarmId: string): Promise<Answer> {
  if (!hasRole(actor, 'reviewer'))
    throw forbidden('Rollbacks are registered by reviewers. Ask one of them, or an admin.');
  const alarm = await visibleAlarm(deps.store, actor, alarmId);
  return { kind: 'form', form: rollbackForm(alarm, deps.runtime.now()) };
}

/** Ends the alarm's fix; problems stand beside their fields. */
export async function submitRollback(
  { deps, verbs }: World,
  { actor, values }: Submission,
  alarmId: string,
): Promise<Answer> {
  const { fixId } = await visibleAlarm(deps.store, actor, alarmId);
  if (fixId === undefined) return { kind: 'done', note: `${alarmId} is of no fix: there is nothing to roll back.` };
  const [version, liveAt, note] = ['version', 'liveAt', 'note'].map((id) => oneValue(values, id).trim());
  try {
    const fix = await verbs.rollBackFix(actor, {
      fixId,
      version: version ?? '',
      liveAt: liveAt ?? '',
      ...(note ? { note } : {}),
    });
    return { kind: 'done', note: `${fix.id} is rolled back: ${fix.rolledBackTo} runs again.` };
  } catch (error) {
    const problems = error instanceof AppError && error.code === 'invalid' ? (error.details.problems ?? []) : [];
    if (problems.length === 0) throw error;
    return { kind: 'problems', problems };
  }
}
