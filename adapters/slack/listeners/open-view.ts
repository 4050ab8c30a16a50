import { loadingView, type View } from '#adapters/slack/render-form.ts';
import { AppError } from '#src/errors.ts';
import { callAgain } from './call-again.ts';
import type { Place } from './place.ts';
import { workspaceOf } from './send-private.ts';
import type { SlackWorld } from './slack-world.ts';

/** A modal that stands open and can be filled. */
export type OpenView = {
  /** False when the person has closed it meanwhile. */
  fill(view: View): Promise<boolean>;
};

/** Opens a modal before anything is known of what it will hold: a trigger lives three seconds. Undefined when they were over. */
export function openLoading(world: SlackWorld, place: Place, title: string): Promise<OpenView | undefined> {
  return openView(world, place, loadingView(title));
}

/** Opens a modal, or puts it on top of the one that was clicked in. Undefined when the trigger's time was over. */
export async function openView(world: SlackWorld, place: Place, view: View): Promise<OpenView | undefined> {
  const { triggerId, view: below } = place;
  if (triggerId === undefined) return undefined;
  const { client } = await workspaceOf(world, place);
  // Ours, so that the modal can be filled even when the answer that names it got lost.
  const externalId = world.runtime.id();
  const method = below?.type === 'modal' ? 'views.push' : 'views.open';
  let isAgain = false;
  try {
    await callAgain(
      async () => {
        const wasTried = isAgain;
        isAgain = true;
        await client
          .call(method, { trigger_id: triggerId, view: { ...view, external_id: externalId } })
          .catch((error: unknown) => {
            // The first try took the trigger with it and opened the modal.
            if (!wasTried || !isSpent(error)) throw error;
          });
      },
      { harmless: true },
    );
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    world.runtime.log('view.refused', { method, code: error.code, why: error.message }, 'warn');
    return undefined;
  }
  return {
    async fill(filled) {
      try {
        await callAgain(() => client.call('views.update', { external_id: externalId, view: filled }), {
          harmless: true,
        });
        return true;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        world.runtime.log('view.refused', { method: 'views.update', code: error.code, why: error.message }, 'warn');
        return false;
      }
    },
  };
}

/** Fills the modal that was clicked in or sent. */
export async function updateView(world: SlackWorld, place: Place, view: View): Promise<boolean> {
  const id = place.view?.id;
  if (id === undefined) return false;
  const { client } = await workspaceOf(world, place);
  try {
    await callAgain(() => client.call('views.update', { view_id: id, view }), { harmless: true });
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    world.runtime.log('view.refused', { method: 'views.update', code: error.code, why: error.message }, 'warn');
    return false;
  }
}

function isSpent(error: unknown): boolean {
  return /exchanged_trigger_id|duplicate_external_id/.test(String((error as Error | undefined)?.cause ?? error));
}
