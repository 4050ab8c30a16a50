import { encodeChoice } from '#adapters/teams/render-form.ts';
import type { FormValues } from '#src/views/card.ts';
import type { FakeMessage, Part } from './fake-teams/fake-state.ts';
import type { Button } from './read-card.ts';
import { aadOf, CHANNEL, TENANT, type TeamsWorld } from './teams-world.ts';

export type Said = { status: number; body: Part; tookMs: number };
export type PeopleAct = ReturnType<typeof createPeopleAct>;

let acts = 0;

/** What people do in Teams, as the activities that Teams makes of it. */
export function createPeopleAct(world: Pick<TeamsWorld, 'send'>) {
  const act = async (name: string, activity: Part, conversation = CHANNEL): Promise<Said> => {
    acts += 1;
    const began = performance.now();
    const isPersonal = conversation.startsWith('a:');
    const response = await world.send({
      id: `f:${acts}`,
      from: { id: `29:${aadOf(name)}`, name, aadObjectId: aadOf(name) },
      conversation: { id: conversation, conversationType: isPersonal ? 'personal' : 'channel', tenantId: TENANT },
      channelData: { tenant: { id: TENANT } },
      ...activity,
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text), tookMs: performance.now() - began };
  };
  return {
    act,
    /** Presses a button with what the inputs beside it hold. */
    click(name: string, message: FakeMessage, button: Button, inputs: Part = {}): Promise<Said> {
      const data = { ...inputs, ...button.data };
      const where = { replyToId: message.id, type: 'invoke' };
      if (button['type'] === 'Action.Execute') {
        const value = { action: { type: 'Action.Execute', verb: button['verb'], data }, trigger: 'manual' };
        return act(name, { ...where, name: 'adaptiveCard/action', value }, message.conversation);
      }
      return act(
        name,
        { ...where, name: 'task/fetch', value: { data, context: { theme: 'default' } } },
        message.conversation,
      );
    },
    submit(name: string, data: Part, values: FormValues, conversation = CHANNEL): Promise<Said> {
      const filled = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, typed(data, id, value)]));
      return act(name, { type: 'invoke', name: 'task/submit', value: { data: { ...data, ...filled } } }, conversation);
    },
    react(name: string, message: FakeMessage, type: string, added: boolean): Promise<Said> {
      const change = [{ type }];
      const what = added ? { reactionsAdded: change } : { reactionsRemoved: change };
      return act(name, { type: 'messageReaction', replyToId: message.id, ...what }, message.conversation);
    },
    say: (name: string, text: string, conversation = CHANNEL) =>
      act(
        name,
        { type: 'message', text: conversation.startsWith('a:') ? text : `<at>Ratchet</at>&nbsp;${text}` },
        conversation,
      ),
  };
}

/** A value as the client sends it: choices encoded, several joined. */
function typed(data: Part, id: string, value: string | readonly string[]): string {
  const { kinds = {} } = data['ratchet'] as { kinds?: Record<string, string> };
  if (kinds[id] === undefined) return String(value);
  return (typeof value === 'string' ? [value] : value).map(encodeChoice).join(',');
}
