import type { World } from './command.ts';
import { count } from './terminal-text.ts';

export type Progress = {
  /** `note` stands behind the bar: "3 failed". */
  update(done: number, note: string): void;
  stop(): void;
};

const LINE_EVERY_MS = 5_000;

/** A bar on a terminal, else a line every five seconds, on the error stream either way. `noun` is what is counted ("runs", "calls"). */
export async function showProgress(
  world: World,
  options: { total: number; noun: string; show?: (done: number) => string },
): Promise<Progress> {
  return world.stderr.isTTY ? showBar(world, options) : showLines(world, options);
}

async function showBar(
  world: World,
  { total, noun, show = count }: Parameters<typeof showProgress>[1],
): Promise<Progress> {
  const found = await import('cli-progress').catch(() => undefined);
  // The package for CI goes without it.
  if (!found) return showLines(world, { total, noun, show });
  const { default: progress } = found;
  const bar = new progress.SingleBar(
    {
      format: `{bar} {percentage} % · {shown} ${noun} · {note}`,
      stream: world.stderr as NodeJS.WriteStream,
      hideCursor: true,
      clearOnComplete: true,
      fps: 10,
    },
    progress.Presets.shades_classic,
  );
  const shownOf = (done: number) => `${show(done)} of ${show(total)}`;
  bar.start(total, 0, { shown: shownOf(0), note: '' });
  return {
    update: (done, note) => bar.update(Math.min(done, total), { shown: shownOf(done), note }),
    stop: () => bar.stop(),
  };
}

function showLines(world: World, { total, noun, show = count }: Parameters<typeof showProgress>[1]): Progress {
  let last = performance.now();
  return {
    update(done, note) {
      if (performance.now() - last < LINE_EVERY_MS) return;
      last = performance.now();
      world.stderr.write(`${show(done)} of ${show(total)} ${noun}${note === '' ? '' : `, ${note}`}\n`);
    },
    stop() {},
  };
}
