/** One thing that was looked at. `todo` says what to do when it is not as it should be. */
export type Finding = { what: string; level: 'ok' | 'note' | 'wrong'; words: string; todo?: string };

export function ok(what: string, words: string): Finding {
  return { what, level: 'ok', words };
}

/** Works, but somebody should know. */
export function note(what: string, words: string, todo: string): Finding {
  return { what, level: 'note', words, todo };
}

export function wrong(what: string, words: string, todo: string): Finding {
  return { what, level: 'wrong', words, todo };
}
