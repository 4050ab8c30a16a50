import { hasRole, type Person } from '#src/domain/actor.ts';
import { AppError, forbidden } from '#src/errors.ts';
import { visibleAlarm } from '#src/verbs/list-alarms.ts';
import { visibleFix } from '#src/verbs/roll-back-fix.ts';
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

/** The form that ends a fix, from its alarm or from its own card. Whoever may not roll back is told so before anything is typed. */
export async function rollbackAnswer(
  { deps }: World,
  actor: Person,
  { kind, id }: { kind: string; id: string },
): Promise<Answer> {
  if (!hasRole(actor, 'reviewer'))
    throw forbidden('Rollbacks are registered by reviewers. Ask one of them, or an admin.');
  const { store, runtime } = deps;
  const alarm = kind === 'alarm' ? await visibleAlarm(store, actor, id) : undefined;
  const fixId = alarm ? alarm.fixId : id;
  if (fixId === undefined) return { kind: 'done', note: `${id} is of no fix: there is nothing to roll back.` };
  const fix = await visibleFix(store, actor, fixId);
  if (fix.endedAt) return { kind: 'done', note: `${fixId} was rolled back to ${fix.rolledBackTo} already.` };
  const [agent = fix.agent] = fix.agents;
  // Of what came back the alarm names the version that runs now, and the fix's as the one before it.
  const { version: now, previousVersion } = alarm?.facts ?? {};
  const told = previousVersion === fix.version ? now : previousVersion;
  const previous = told ?? (await store.versions.previousVersion(agent, fix.version))?.version;
  return { kind: 'form', form: rollbackForm(fix, previous, runtime.now()) };
}

/** Ends the fix; problems stand beside their fields. */
export async function submitRollback({ verbs }: World, { actor, values }: Submission, fixId: string): Promise<Answer> {
  const [version = '', liveAt = '', note = ''] = ['version', 'liveAt', 'note'].map((id) => oneValue(values, id).trim());
  try {
    const fix = await verbs.rollBackFix(actor, { fixId, version, liveAt, ...(note === '' ? {} : { note }) });
    return { kind: 'done', note: `${fix.id} is rolled back: ${fix.rolledBackTo} runs again.` };
  } catch (error) {
    const problems = error instanceof AppError && error.code === 'invalid' ? (error.details.problems ?? []) : [];
    if (problems.length === 0) throw error;
    return { kind: 'problems', problems: problems.map(inWords) };
  }
}

function inWords({ path, message }: { path: string; message: string }) {
  return path === 'liveAt' && message.startsWith('Invalid')
    ? { path, message: 'Write it as 2026-11-20T14:00:00Z.' }
    : { path, message };
}
