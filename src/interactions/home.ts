import type { Person } from '#src/domain/actor.ts';
import { hasRole } from '#src/domain/actor.ts';
import { chosenDigest, digestChoices } from '#src/verbs/digest-channel.ts';
import { personalSettings } from '#src/verbs/save-settings.ts';
import type { Card } from '#src/views/card.ts';
import { homeCard } from '#src/views/home-card.ts';
import { settingsForm } from '#src/views/settings-form.ts';
import type { Answer } from './answer.ts';
import type { World } from './create-interactions.ts';

/** Of the queue on one page: a chat platform's home takes a hundred blocks. */
const PAGE = 10;

/** A person's overview from a place in the queue on. */
export async function drawHome({ deps, verbs }: World, actor: Person, offset: number): Promise<Card> {
  const home = await verbs.getHome(actor, { limit: PAGE, offset });
  return homeCard({ ...home, offset, limit: PAGE, baseUrl: deps.baseUrl, now: deps.runtime.now() });
}

/** The form of one's own settings; admins choose there where the digest goes, too. */
export async function settingsFormAnswer({ deps, verbs }: World, actor: Person): Promise<Answer> {
  // Whoever may not see the home may not set it up either, and is told so.
  await verbs.getHome(actor, { limit: 1 });
  const choices = digestChoices(deps, actor);
  const form = settingsForm({
    settings: await personalSettings(deps.store, actor.id),
    timeZone: deps.policy.timeZone,
    ...(hasRole(actor, 'admin')
      ? { digest: { channels: choices.map(({ value }) => value), chosen: await chosenDigest(deps.store, choices) } }
      : {}),
  });
  return { kind: 'form', form };
}
