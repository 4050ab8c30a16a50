import { z } from 'zod';

/**
 * The part that our manifest uses of the rules that Slack publishes, written down from
 * https://github.com/slackapi/manifest-schema/blob/main/schemas/manifest.schema.1.0.0.json (as of November 2026: limits, names, what is required;
 * every object there takes no other properties, but for `_metadata`).
 */
const words = (max: number) => z.string().min(1).max(max);
const url = (max: number) =>
  z
    .string()
    .regex(/^https?:\/\//)
    .max(max);
const names = (count: number) => z.array(z.string().max(50)).max(count);
const unique = (list: readonly unknown[]) => new Set(list).size === list.length;

export const ManifestSchema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(1), minor_version: z.int().optional() }).optional(),
  display_information: z.strictObject({
    name: words(35),
    description: words(140).optional(),
    background_color: z
      .string()
      .regex(/^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$/)
      .optional(),
    long_description: z.string().min(175).max(4_000).optional(),
  }),
  features: z
    .strictObject({
      app_home: z
        .strictObject({
          home_tab_enabled: z.boolean().optional(),
          messages_tab_enabled: z.boolean().optional(),
          messages_tab_read_only_enabled: z.boolean().optional(),
        })
        .optional(),
      bot_user: z.strictObject({ display_name: words(80), always_online: z.boolean().optional() }).optional(),
      shortcuts: z
        .array(
          z.strictObject({
            name: words(24),
            type: z.enum(['message', 'global']),
            callback_id: words(255),
            description: words(150),
          }),
        )
        .min(1)
        .max(10)
        .optional(),
      slash_commands: z
        .array(
          z.strictObject({
            command: z.string().regex(/^\//).min(2).max(32),
            url: url(3_000).optional(),
            description: words(2_000),
            usage_hint: words(1_000).optional(),
            should_escape: z.boolean().optional(),
          }),
        )
        .min(1)
        .max(50)
        .optional(),
    })
    .optional(),
  oauth_config: z
    .strictObject({
      redirect_urls: z.array(z.string().max(2_500)).max(1_000).refine(unique).optional(),
      scopes: z
        .strictObject({ bot: names(255).optional(), bot_optional: names(255).optional() })
        // The optional ones are among the others: https://docs.slack.dev/changelog/2026/03/16/optional-scopes
        .refine(({ bot = [], bot_optional = [] }) => bot_optional.every((scope) => bot.includes(scope)))
        .optional(),
    })
    .optional(),
  settings: z
    .strictObject({
      event_subscriptions: z
        .strictObject({ request_url: url(3_500).optional(), bot_events: names(100).refine(unique).optional() })
        .optional(),
      interactivity: z
        .strictObject({
          is_enabled: z.boolean(),
          request_url: url(3_500).optional(),
          message_menu_options_url: url(3_500).optional(),
        })
        .optional(),
      org_deploy_enabled: z.boolean().optional(),
      socket_mode_enabled: z.boolean().optional(),
      token_rotation_enabled: z.boolean().optional(),
    })
    .optional(),
});
