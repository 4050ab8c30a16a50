import { command, numberFlag } from './command.ts';
import { askOrOpen } from './own-database.ts';
import { counted } from './terminal-text.ts';

export const rescore = command({
  usage: 'ratchet rescore [--most <n>]',
  about:
    'Scores again the calls that another version of the scorecard scored, oldest first. Calls already triaged keep their verdict.',
  flags: { most: { value: '<n>', help: 'how many at most this time (5000)' } },
  examples: ['ratchet rescore', 'ratchet rescore --most 20000'],
  async run({ values, world }) {
    const limit = numberFlag('most', values.most, { min: 1, max: 20_000, fallback: 5_000 });
    const done = await askOrOpen<{ scorecardVersion: string; enqueued: number }>(
      world.env,
      { method: 'POST', path: '/v1/scores/recompute', body: { limit } },
      (own) => own.verbs.rescoreCalls(own.actor, { limit }),
      { asOwner: true },
    );
    world.stdout.write(
      done.enqueued === 0
        ? `Every call is scored with the scorecard of today (${done.scorecardVersion}).\n`
        : `${counted(done.enqueued, 'call')} will be scored with ${done.scorecardVersion}; run it again until none is left.\n`,
    );
    return 0;
  },
});
