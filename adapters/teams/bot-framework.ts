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

export function createSignatureCheck(
  appId: string,
  settings: TeamsSettings,
  { issuer, openId }: Endpoints,
): SignatureCheck {
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
      auth.authenticateRequest(activity as unknown as Parameters<typeof auth.authenticateRequest>[0], header),
      new Promise((_, reject) => {
        late.addEventListener('abort', () =>
          reject(new AppError('unavailable', "Microsoft's signing keys cannot be fetched.")),
        );
      }),
    ]);
  };
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
