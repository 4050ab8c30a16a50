import type { Verbs } from '#src/app.ts';
import { AppError } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import { errorCard, noticeCard } from '#src/views/notice-card.ts';
import type { Answer, Interactions } from './answer.ts';
import { runCommand } from './command.ts';
import { drawHome } from './home.ts';
import { findOptions } from './options.ts';
import { pressControl } from './press.ts';
import { applyReaction } from './react.ts';
import { submitForm } from './submit.ts';

/** The interactions of every surface, with errors told to the one who acted. */
export function createInteractions(deps: Deps, verbs: Verbs): Interactions {
  const world: World = { deps, verbs, drafting: new Map() };
  const told = (what: string, run: () => Promise<Answer>): Promise<Answer> =>
    run().catch((error) => answerError(deps, what, error));
  return {
    press: (press) => told('press', () => pressControl(world, press)),
    react: (reaction) => told('react', () => applyReaction(world, reaction)),
    command: (command) => told('command', () => runCommand(world, command)),
    submit: (submission) => told('submit', () => submitForm(world, submission)),
    async home({ actor, offset }) {
      const answer = await told('home', async () => ({ kind: 'private', card: await drawHome(world, actor, offset) }));
      return answer.kind === 'private' ? answer.card : noticeCard('warning', 'Try again in a moment');
    },
    options: (ask) => findOptions(world, ask),
  };
}

/** What one interaction works with. */
export type World = {
  deps: Deps;
  verbs: Verbs;
  /** What a model is drafting now, by what it is: words for the one who asked. */
  drafting: Map<string, Promise<string | undefined>>;
};

function answerError(deps: Deps, what: string, error: unknown): Answer {
  if (
    error instanceof AppError &&
    error.code === 'invalid' &&
    (error.details.problems?.length ?? 0) > 0 &&
    what === 'submit'
  ) {
    return { kind: 'problems', problems: error.details.problems ?? [] };
  }
  const reference = deps.runtime.id().slice(-6).toUpperCase();
  if (!(error instanceof AppError)) {
    deps.runtime.log(
      'interaction.failed',
      { what, reference, error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      'error',
    );
  }
  if (what === 'submit') return { kind: 'problems', problems: [{ path: '', message: bannerOf(error, reference) }] };
  return { kind: 'private', card: errorCard(error, reference) };
}

/** A failed submission never looks as if it had been saved: its form stays open with a banner. */
function bannerOf(error: unknown, reference: string): string {
  return error instanceof AppError
    ? error.message
    : `Something broke on our side; nothing was saved. Try again, or give your admin the reference ${reference}.`;
}
