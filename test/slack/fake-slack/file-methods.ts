import { channelOf, checkedContent } from './chat-methods.ts';
import type { FakeState } from './fake-state.ts';
import { type Method, refuse } from './method.ts';

/** The external upload flow: an address, the bytes sent there, and that they are complete. */
export const fileMethods: Record<string, Method> = {
  'files.getUploadURLExternal': {
    scopes: ['files:write'],
    run(state, team, args) {
      if (!args['filename'] || !(Number(args['length']) > 0)) refuse('invalid_arguments');
      const id = state.next('F');
      const name = String(args['filename']);
      state.files.set(id, {
        id,
        team: team.id,
        name,
        title: name,
        altText: String(args['alt_text'] ?? args['alt_txt'] ?? ''),
        bytes: new Uint8Array(),
        complete: false,
      });
      return { file_id: id, upload_url: `${state.url}/upload/${id}?length=${args['length']}` };
    },
  },
  'files.completeUploadExternal': {
    scopes: ['files:write'],
    run(state, team, args) {
      const files = (args['files'] as { id: string; title?: string }[]).map(({ id, title }) => {
        const file = state.files.get(id);
        if (file?.team !== team.id || file.bytes.length === 0) return refuse('file_not_found');
        return Object.assign(file, { complete: true, ...(title === undefined ? {} : { title }) });
      });
      const channel = args['channel_id'] === undefined ? undefined : channelOf(state, team, args['channel_id']);
      if (channel) {
        const text = args['initial_comment'] ?? `file: ${files.map(({ title }) => title).join(', ')}`;
        state.messages.push({
          ...checkedContent(state, team, { text }),
          team: team.id,
          channel: channel.id,
          ts: state.nextTs(),
          ...(args['thread_ts'] === undefined ? {} : { threadTs: args['thread_ts'] }),
          user: team.botUserId,
          edits: 0,
          reactions: [],
          unfurls: false,
        });
      }
      return { files: files.map(({ id, title }) => ({ id, title })) };
    },
  },
  'files.info': {
    run(state, _team, args) {
      const file = state.files.get(args['file']);
      return file ? { file: { id: file.id, title: file.title, mimetype: 'image/png' } } : refuse('file_not_found');
    },
  },
};

/** The bytes as they arrive at the upload's address; whether there is such an upload. */
export function takeUpload(state: FakeState, id: string, bytes: Uint8Array): boolean {
  const file = state.files.get(id);
  if (!file || file.complete) return false;
  file.bytes = bytes;
  return true;
}
