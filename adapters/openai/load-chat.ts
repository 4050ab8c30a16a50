import { AppError } from '#src/errors.ts';
import type { Chat } from './chat.ts';

/** Loads the client when it is first used: who needs none need not wait for it, nor have it installed. */
export async function loadChat(input: { baseURL: string; apiKey: string | undefined }): Promise<Chat> {
  try {
    return (await import('./chat.ts')).createChat(input);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    // The package for pipelines comes without it.
    throw new AppError('unavailable', 'The package openai is not installed here; add it with npm install openai.');
  }
}
