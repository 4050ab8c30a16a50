import { z } from 'zod';
import { AppError } from '#src/errors.ts';
import { type Activity, conversationOf, isPersonal, tenantOf } from './activity.ts';
import { isPersonId, parseChannel } from './channel-name.ts';
import type { Connector } from './connector.ts';
import type { TeamsWorld } from './teams-options.ts';

const ReferenceSchema = z.object({
  serviceUrl: z.string(),
  tenantId: z.string(),
  /** Teams' id of the bot ("28:<app id>"). */
  botId: z.string(),
});
const PersonSchema = z.object({ conversation: z.string() });
type Reference = z.output<typeof ReferenceSchema>;

/** Where a message of a channel goes. */
export type Address = { serviceUrl: string; conversation: string };

export type Conversations = {
  /** Keeps from where an activity came; writes only when that is news. */
  remember(activity: Activity): Promise<void>;
  /** Forgets a conversation that is over: what is still sent there goes by its tenant's address, and is refused with the reason. */
  forget(activity: Activity, id: string): Promise<void>;
  /** The address behind a channel's name; a person's 1:1 chat is opened where there is none. */
  find(channel: string): Promise<Address>;
  /** Somebody's 1:1 chat, by their Entra id (or whatever id Teams gave them). */
  chatWith(tenant: string, person: string): Promise<Address>;
};

const SYSTEM = { kind: 'system', id: 'system:teams', name: 'Ratchet' } as const;
const MAX_KNOWN = 5_000;

/** The conversations that Teams has told us of. Each activity repairs what has changed: Teams moves tenants between its addresses. */
export function createConversations(world: TeamsWorld, connector: Connector): Conversations {
  const { store, runtime, settings, endpoints } = world;
  const known = new Map<string, string>();
  const put = async (key: string, value: unknown) => {
    const text = JSON.stringify(value);
    if (known.get(key) === text) return;
    if (!isSame(await store.settings.setting(key), value)) {
      const event = { event: 'conversation.remembered', subject: key };
      await store.write({ actor: SYSTEM, now: runtime.now() }, event, (tx) => tx.settings.putSetting(key, value));
    }
    if (known.size > MAX_KNOWN) known.clear();
    known.set(key, text);
  };
  const reference = async (id: string, tenant: string): Promise<Reference> => {
    for (const key of [`teams:conversation:${id}`, `teams:tenant:${tenant}`]) {
      const found = ReferenceSchema.safeParse(await store.settings.setting(key));
      if (found.success) return found.data;
    }
    if (settings.appId === undefined)
      throw new AppError('not_found', 'Nothing has come from this Teams channel yet: write to the app there once.');
    return { serviceUrl: endpoints.service, tenantId: tenant, botId: `28:${settings.appId}` };
  };
  const chatWith = async (tenant: string, person: string): Promise<Address> => {
    const key = `teams:person:${tenant}:${person}`;
    const chat = PersonSchema.safeParse(await store.settings.setting(key));
    const known = chat.success ? chat.data.conversation : undefined;
    const { serviceUrl, botId } = await reference(known ?? '', tenant);
    if (known !== undefined) return { serviceUrl, conversation: known };
    const channelData = { tenant: { id: tenant } };
    const body = { bot: { id: botId }, members: [{ id: person }], tenantId: tenant, isGroup: false, channelData };
    const opened = await connector({ serviceUrl, method: 'POST', path: 'conversations', body });
    const conversation = String(opened['id'] ?? '');
    if (conversation === '')
      throw new AppError('unavailable', 'Teams opened no chat with this person: it is tried again.');
    await put(key, { conversation });
    return { serviceUrl, conversation };
  };
  return {
    async remember(activity) {
      const [tenantId, id] = [tenantOf(activity), conversationOf(activity)];
      const value = { serviceUrl: activity.serviceUrl, tenantId, botId: activity.recipient?.id ?? '' };
      await put(`teams:conversation:${id}`, value);
      await put(`teams:tenant:${tenantId}`, value);
      const person = activity.from.aadObjectId ?? activity.from.id;
      if (isPersonal(activity)) await put(`teams:person:${tenantId}:${person}`, { conversation: id });
    },
    async forget(activity, id) {
      const person = activity.from.aadObjectId ?? activity.from.id;
      const keys = [`teams:conversation:${id}`];
      if (isPersonal(activity)) keys.push(`teams:person:${tenantOf(activity)}:${person}`);
      for (const key of keys) if (await store.settings.setting(key)) await put(key, null);
    },
    async find(channel) {
      const { tenant = settings.tenantId ?? '', id } = parseChannel(channel);
      if (isPersonId(id)) return chatWith(tenant, id);
      return { serviceUrl: (await reference(id, tenant)).serviceUrl, conversation: id };
    },
    chatWith,
  };
}

function isSame(stored: unknown, value: unknown): boolean {
  const sorted = (some: unknown) => JSON.stringify(Object.entries(Object(some)).sort(([a], [b]) => a.localeCompare(b)));
  return stored !== undefined && sorted(stored) === sorted(value);
}
