/** One line of an NDJSON body, counted from 1; one that is too long has no bytes. */
export type Line = { line: number; bytes: Buffer | undefined };

const NEWLINE = 0x0a;

/** Cuts bytes into lines as they come; never holds more than `maxBytes` of one. Blank lines are counted and left out. */
export function createLineSplitter(maxBytes: number): { push(chunk: Buffer): Line[]; end(): Line[] } {
  let parts: Buffer[] = [];
  let size = 0;
  let line = 0;

  function take(part: Buffer): void {
    size += part.length;
    if (size > maxBytes) parts = [];
    else parts.push(part);
  }

  function finish(): Line[] {
    line += 1;
    const tooLong = size > maxBytes;
    const bytes = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    parts = [];
    size = 0;
    if (tooLong) return [{ line, bytes: undefined }];
    return isBlank(bytes) ? [] : [{ line, bytes }];
  }

  return {
    push(chunk) {
      const lines: Line[] = [];
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        take(chunk.subarray(from, at));
        lines.push(...finish());
        from = at + 1;
      }
      if (from < chunk.length) take(chunk.subarray(from));
      return lines;
    },
    end: () => (size > 0 ? finish() : []),
  };
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
