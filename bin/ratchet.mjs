#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Runs src/cli.ts: in this process where Node strips types itself (22.18 and later), else with the Node that `npm ci` brought. */
const root = join(import.meta.dirname, '..');
const cli = join(root, 'src', 'cli.ts');

function stripsTypes() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** The `node` package's executable, or undefined where development dependencies were left out. */
function broughtNode() {
  const file = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(file) ? file : undefined;
}

/** @param {string} executable */
function runWith(executable) {
  const child = spawn(executable, [cli, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {
    // A terminal has already sent Ctrl-C to the child; a second one would mean "do not wait".
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  child.on('error', (error) => {
    console.error(`${executable} did not start: ${error.message}. Run \`npm ci\` again, or use Node 22.18 or later.`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1;
    else process.exitCode = 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[String(signal)] ?? 0);
  });
}

const brought = broughtNode();
if (stripsTypes()) {
  // Stripping types costs a start 100 ms or more; the cache keeps the result.
  nodeModule.enableCompileCache?.();
  process.argv[1] = cli;
  await import(pathToFileURL(cli).href);
} else if (brought !== undefined) {
  runWith(brought);
} else {
  console.error(
    `Ratchet needs Node 22.18 or later, and this is ${process.version}. Run \`npm ci\` (it brings one), or install it.`,
  );
  process.exitCode = 1;
}
