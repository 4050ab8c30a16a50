import { expect, test } from 'vitest';
import { type App, VERBS } from '#src/app.ts';
import type { Scope } from '#src/domain/actor.ts';
import { ann, describeApp, eve, guest, key, root, system } from '#test/app.ts';
import { type Name, ROWS } from './who-may-rows.ts';

const NAMES = Object.keys(VERBS) as Name[];
const RANK = { reviewer: 0, approver: 1, admin: 2, nobody: 3 };
const SCOPES: Scope[] = ['ingest', 'read', 'gate', 'admin'];

/** "forbidden", or whatever else came of it. */
async function outcome(app: App, name: Name, actor: unknown, input: object): Promise<string> {
  const call = app.verbs[name] as unknown as (actor: unknown, input: object) => Promise<unknown>;
  return call(actor, input).then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
}

describeApp('who may', (use) => {
  test.each(NAMES)('%s lets in the people it is for, and nobody else', async (name) => {
    const { people } = ROWS[name];
    const actors = [ann, eve, root];
    const outcomes = await Promise.all(actors.map((actor) => outcome(use().app, name, actor, ROWS[name].good)));
    expect(outcomes.map((found) => found === 'forbidden')).toEqual(actors.map((_, rank) => rank < RANK[people]));
    expect(await outcome(use().app, name, guest, ROWS[name].good)).toBe('forbidden');
  });

  test.each(NAMES)('%s lets in the keys it is for, and no other', async (name) => {
    const { scopes, good } = ROWS[name];
    const found = await Promise.all(SCOPES.map((scope) => outcome(use().app, name, key(scope), good)));
    const may = SCOPES.map((scope) => scopes.includes(scope) || (scope === 'admin' && scopes.length > 0));
    expect(found.map((result) => result !== 'forbidden')).toEqual(may);
  });

  test.each(NAMES.filter((name) => ROWS[name].bad))('%s says which field is wrong', async (name) => {
    const [input, field] = ROWS[name].bad ?? [{}, ''];
    const call = use().app.verbs[name] as unknown as (actor: unknown, input: object) => Promise<unknown>;
    const error = await call(system, input).catch((problem: unknown) => problem);
    expect(error).toMatchObject({ code: 'invalid' });
    const { problems } = (error as { details: { problems: { path: string; message: string }[] } }).details;
    expect(problems.map(({ path }) => path)).toContain(field);
    expect(problems.every(({ message }) => message !== '')).toBe(true);
  });

  test('who was refused is told whom to ask, and it is written down', async () => {
    const refused = use().app.verbs.promoteCall(guest, { of: 'x' });
    await expect(refused).rejects.toThrow(/Ask an admin/);
    const rows = await use().deps.store.audit('verb:scenario.promote', 10);
    expect(rows[0]).toMatchObject({ event: 'verb.refused', actorId: guest.id });
  });
});
