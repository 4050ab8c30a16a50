import { AsyncLocalStorage } from 'node:async_hooks';
import { ConfigurationBotFrameworkAuthentication, ConfigurationServiceClientCredentialFactory } from 'botbuilder';
import type { TeamsSettings } from '#src/chat-settings.ts';
import { AppError } from '#src/errors.ts';
import type { Activity } from './activity.ts';
import type { TokenSource } from './connector.ts';
import type { Endpoints } from './teams-options.ts';

// The one file that knows botbuilder. Its support has ended: a successor replaces these two functions.

/** Checks the signature, issuer, audience, age, endorsement and service address of what says to come from Teams; rejects what is not. */
export type SignatureCheck = (activity: Activity, header: string) => Promise<void>;

const WAIT_MS = 5_000;
const KEYS_AWAY = "Microsoft's signing keys cannot be fetched.";

/** botbuilder writes two lines to stderr for each token that it refuses, so that strangers could fill a disk; our own log says it in one. */
const checking = new AsyncLocalStorage<true>();
let quiet: typeof console.error | undefined;

/** From the first check on; again where somebody else has put their own in its place since. */
function silenceRefusals(): void {
  const write = console.error;
  if (write === quiet) return;
  quiet = (...words: unknown[]) => {
    if (checking.getStore() === undefined) write(...words);
  };
  console.error = quiet;
}

export function createSignatureCheck(
  appId: string,
  settings: TeamsSettings,
  { issuer, openId }: Endpoints,
): SignatureCheck {
  silenceRefusals();
  const credentials = new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    // Only compared with the audience here; tokens of ours come from elsewhere, but an empty one would be refused.
    MicrosoftAppPassword: settings.appPassword ?? 'managed',
    MicrosoftAppTenantId: settings.tenantId ?? '',
    MicrosoftAppType: 'SingleTenant',
  });
  const auth = new ConfigurationBotFrameworkAuthentication(
    {
      ToBotFromChannelTokenIssuer: issuer,
      ToBotFromChannelOpenIdMetadataUrl: openId,
      ToChannelFromBotOAuthScope: 'https://api.botframework.com',
      ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
      ToBotFromEmulatorOpenIdMetadataUrl: openId,
      ValidateAuthority: true,
    },
    credentials,
  );
  return async (activity, header) => {
    // botbuilder waits for Microsoft's keys as long as it takes.
    const late = AbortSignal.timeout(WAIT_MS);
    await Promise.race([
      checking.run(true, () =>
        auth
          .authenticateRequest(activity as unknown as Parameters<typeof auth.authenticateRequest>[0], header)
          .catch((error: unknown) => {
            throw areKeysAway(error) ? new AppError('unavailable', KEYS_AWAY, { cause: error }) : error;
          }),
      ),
      new Promise((_, reject) => {
        late.addEventListener('abort', () => reject(new AppError('unavailable', KEYS_AWAY)));
      }),
    ]);
  };
}

/** A refusal has the status 401; without the keys there is an answer 500, or none (node-fetch's FetchError). */
function areKeysAway(error: unknown): boolean {
  const { statusCode, name } = Object(error) as { statusCode?: number; name?: string };
  return statusCode === 500 || name === 'FetchError';
}

/** A token by the identity of the machine (Azure), which has no secret. */
export function managedIdentityToken(appId: string, tenantId: string): TokenSource {
  const factory = new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    MicrosoftAppTenantId: tenantId,
    MicrosoftAppType: 'UserAssignedMsi',
  });
  const credentials = factory.createCredentials(
    appId,
    'https://api.botframework.com',
    'https://login.microsoftonline.com/botframework.com',
    true,
  );
  return async (fresh) => {
    // botframework-connector's AppCredentials; the interface that the factory promises does not name getToken.
    const source = (await credentials) as unknown as { getToken(forceRefresh?: boolean): Promise<string> };
    return source.getToken(fresh).catch((cause: unknown) => {
      throw new AppError(
        'unavailable',
        'The managed identity gives no token: is it assigned to this machine, and is TEAMS_APP_ID its client id?',
        { cause },
      );
    });
  };
}
