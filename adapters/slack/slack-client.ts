import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import type { Log } from '#src/ports/runtime.ts';
import { refusalOf, slackError } from './slack-error.ts';

/** A call that Slack leaves hanging is given up: the outcome is unknown then, as with a dropped connection. */
const TIMEOUT_MS = 10_000;

// biome-ignore lint/suspicious/noExplicitAny: Slack's answers have hundreds of shapes; each caller reads a field or two.
export type SlackAnswer = Record<string, any>;

export type SlackUpload = { bytes: Uint8Array; name: string; alt: string };

export type SlackClient = {
  /** One Web API call, never repeated by the client. Rejects with AppError (see slackError). */
  call(method: string, args: Record<string, unknown>): Promise<SlackAnswer>;
  /** Uploads a picture that blocks may show; returns its file id. */
  upload(file: SlackUpload): Promise<string>;
};

/**
 * Slack's Web API with one token. The vendor's defaults can post twice (a connection that dropped after Slack took the
 * message is tried again) and stop every channel for one 429, so nothing is retried here: the delivery job decides.
 */
export function createSlackClient(options: { token: string; apiUrl?: string; log: Log }): SlackClient {
  const web = new WebClient(options.token, {
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl.replace(/\/?$/, '/') }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    // Not an address out of an argument: every call goes where the token may go.
    allowAbsoluteUrls: false,
    logger: SILENT,
    logLevel: LogLevel.ERROR,
  });
  const call: SlackClient['call'] = async (method, args) => {
    try {
      return await web.apiCall(method, args);
    } catch (error) {
      const told = slackError(method, error);
      options.log('slack.refused', { method, code: told.code, reason: refusalOf(told) ?? told.message }, 'warn');
      throw told;
    }
  };
  return { call, upload: (file) => upload(call, file) };
}

/** Slack's external upload: an address, the bytes to it, then "it is there". Shown by blocks only, posted nowhere. */
async function upload(call: SlackClient['call'], { bytes, name, alt }: SlackUpload): Promise<string> {
  const place = await call('files.getUploadURLExternal', {
    filename: name,
    length: bytes.byteLength,
    // The documented name, and the one that the vendor's own client sends.
    alt_txt: alt.slice(0, 1_000),
    alt_text: alt.slice(0, 1_000),
  });
  const response = await fetch(String(place['upload_url']), {
    method: 'POST',
    body: Buffer.from(bytes),
    headers: { 'content-type': 'application/octet-stream' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error) => {
    throw slackError('files upload', error);
  });
  await response.body?.cancel();
  if (!response.ok) throw slackError('files upload', new Error(`status ${response.status}`));
  const fileId = String(place['file_id']);
  await call('files.completeUploadExternal', { files: [{ id: fileId, title: name }] });
  return fileId;
}

/** The vendor's logger writes addresses and text to the console; what matters comes as the error. */
const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
