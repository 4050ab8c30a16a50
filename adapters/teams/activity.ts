import { z } from 'zod';

const id = z.string().min(1).max(1_000);
const account = z.looseObject({
  id,
  name: z.string().max(500).nullish(),
  aadObjectId: z.string().max(100).nullish(),
});
const reactions = z
  .array(z.looseObject({ type: z.string().max(100) }))
  .max(50)
  .nullish();

/** What Teams sends, as far as we read it; vendors add fields. https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference */
export const ActivitySchema = z.looseObject({
  type: z.string().max(100),
  id: id.nullish(),
  name: z.string().max(200).nullish(),
  text: z.string().max(100_000).nullish(),
  channelId: z.string().max(100),
  serviceUrl: z.url({ protocol: /^https?$/ }).max(500),
  from: account,
  recipient: account.nullish(),
  conversation: z.looseObject({
    id,
    conversationType: z.string().max(50).nullish(),
    tenantId: z.string().max(100).nullish(),
  }),
  channelData: z
    .looseObject({
      tenant: z.looseObject({ id: z.string().max(100) }).nullish(),
      team: z.looseObject({ id }).nullish(),
      channel: z.looseObject({ id }).nullish(),
      eventType: z.string().max(100).nullish(),
    })
    .nullish(),
  action: z.string().max(50).nullish(),
  replyToId: id.nullish(),
  value: z.unknown().optional(),
  reactionsAdded: reactions,
  reactionsRemoved: reactions,
  membersAdded: z.array(account).max(1_000).nullish(),
  membersRemoved: z.array(account).max(1_000).nullish(),
  entities: z
    .array(z.looseObject({ type: z.string().max(100) }))
    .max(200)
    .nullish(),
});

export type Activity = z.output<typeof ActivitySchema>;

/** The channel or chat itself, without the thread that a reply names ("19:…@thread.tacv2;messageid=17…"). */
export function conversationOf({ conversation }: Pick<Activity, 'conversation'>): string {
  return conversation.id.split(';')[0] ?? conversation.id;
}

/** The message whose thread it was written in. */
export function threadOf({ conversation }: Pick<Activity, 'conversation'>): string | undefined {
  return /;messageid=([^;]+)/.exec(conversation.id)?.[1];
}

export function tenantOf({ channelData, conversation }: Pick<Activity, 'channelData' | 'conversation'>): string {
  return channelData?.tenant?.id ?? conversation.tenantId ?? '';
}

export function isPersonal({ conversation }: Pick<Activity, 'conversation'>): boolean {
  return conversation.conversationType === 'personal';
}
