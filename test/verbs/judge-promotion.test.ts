import { expect, test } from 'vitest';
import type { Check } from '#src/domain/check.ts';
import type { Judge } from '#src/ports/judge.ts';
import { ann, describeApp } from '#test/app.ts';
import { stubJudge } from '#test/stub-judge.ts';
import { flagged } from './failed-call.ts';

describeApp('promoting with a rubric', (use) => {
  const checks: Check[] = [{ kind: 'judge', rubric: 'The agent asks before it cancels.', votes: 1 }];
  const judging = (verdict: 'holds' | 'broken'): Judge & { seen: string[] } => {
    const seen: string[] = [];
    const vote: Judge['vote'] = async ({ transcript }) => {
      seen.push(transcript);
      return { verdict, why: 'so' };
    };
    return { ...stubJudge({ vote }), seen };
  };

  test('needs a judge who finds that the failing call breaks it, and shows them pseudonyms only', async () => {
    const { reviewId } = await flagged(use());
    const promote = () => use().app.verbs.promoteCall(ann, { of: reviewId, checks });
    use().deps.judge = undefined;
    await expect(promote()).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('OPENAI_MODEL'),
    });
    use().deps.judge = judging('holds');
    await expect(promote()).rejects.toMatchObject({ code: 'invalid' });
    const judge = judging('broken');
    use().deps.judge = judge;
    expect(await promote()).toMatchObject({ created: true });
    expect(judge.seen.join()).toContain('p1@example.test');
    expect(judge.seen.join()).not.toContain('maria.keller');
    use().deps.judge = undefined;
  });
});
