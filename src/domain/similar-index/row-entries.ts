import { termOf, weight } from './term-numbers.ts';

const CHUNK = 2 ** 20;

/** The entries of each row, in blocks that never move: growing by a row copies nothing. */
export type RowEntries = {
  /** At most 2 ** 20 of them. */
  put(row: number, entries: Uint32Array): void;
  drop(row: number): void;
  /** A view, to be changed in place only; empty for a row that is not there. */
  of(row: number): Uint32Array;
  /** The sum of gains[term] x weight over the first `count` entries of a row. */
  dot(row: number, count: number, gains: Float64Array): number;
};

const NONE = new Uint32Array(0);

export function createRowEntries(): RowEntries {
  let blocks: Uint32Array[] = [];
  let starts = new Uint32Array(1_024);
  let lengths = new Uint32Array(1_024);
  let end = 0;
  let dropped = 0;

  const blockOf = (row: number) => blocks[Math.floor((starts[row] ?? 0) / CHUNK)];

  function place(row: number, entries: Uint32Array): void {
    const fits = CHUNK - (end % CHUNK) >= entries.length;
    const start = fits ? end : Math.ceil(end / CHUNK) * CHUNK;
    const block = Math.floor(start / CHUNK);
    blocks[block] ??= new Uint32Array(CHUNK);
    blocks[block].set(entries, start % CHUNK);
    starts[row] = start;
    lengths[row] = entries.length;
    end = start + entries.length;
  }

  function of(row: number): Uint32Array {
    const at = (starts[row] ?? 0) % CHUNK;
    return blockOf(row)?.subarray(at, at + (lengths[row] ?? 0)) ?? NONE;
  }

  /** Gives the room of dropped rows back. */
  function compact(): void {
    const kept = Array.from(lengths.keys(), of);
    blocks = [];
    end = 0;
    dropped = 0;
    for (const [row, entries] of kept.entries()) place(row, entries);
  }

  return {
    put(row, entries) {
      if (row >= starts.length) [starts, lengths] = [longer(starts, row), longer(lengths, row)];
      place(row, entries.subarray(0, CHUNK));
    },
    drop(row) {
      dropped += lengths[row] ?? 0;
      lengths[row] = 0;
      if (dropped > CHUNK && dropped > end / 2) compact();
    },
    of,
    dot(row, count, gains) {
      const block = blockOf(row) ?? NONE;
      const at = (starts[row] ?? 0) % CHUNK;
      let sum = 0;
      for (let i = at; i < at + count; i += 1) {
        const entry = block[i] as number;
        sum += (gains[termOf(entry)] as number) * weight(entry);
      }
      return sum;
    },
  };
}

function longer(numbers: Uint32Array, row: number): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(Math.max(numbers.length * 2, row + 1));
  grown.set(numbers);
  return grown;
}
