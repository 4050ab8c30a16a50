import { appendFile, writeFile } from 'node:fs/promises';
import { setting, type World } from '#src/cli/command.ts';
import { AppError } from '#src/errors.ts';
import { annotations } from './annotations.ts';
import { describeGate } from './describe-gate.ts';
import type { GateResult } from './gate-result.ts';
import { gateSummary } from './gate-summary.ts';
import { junitXml } from './junit-xml.ts';

/** Prints the result, and writes it where it was asked for. Throws `unavailable` for a file that cannot be written. */
export async function showGate(
  result: GateResult,
  to: { junit: string | undefined; summary: string | undefined; github: boolean },
  world: World,
): Promise<void> {
  world.stdout.write(describeGate(result, Boolean(world.stdout.isTTY) && !world.env['NO_COLOR']));
  if (to.github) world.stdout.write(annotations(result));
  if (to.junit !== undefined) await put(to.junit, junitXml(result));
  if (to.summary !== undefined) await put(to.summary, gateSummary(result));
  const stepSummary = setting(world.env, 'GITHUB_STEP_SUMMARY');
  if (to.github && stepSummary !== undefined) await put(stepSummary, gateSummary(result), appendFile);
}

async function put(path: string, text: string, write: typeof writeFile | typeof appendFile = writeFile): Promise<void> {
  try {
    await write(path, text);
  } catch (cause) {
    throw new AppError('unavailable', `${path} could not be written: ${(cause as Error).message}.`, { cause });
  }
}
