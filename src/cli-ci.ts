#!/usr/bin/env node
import { runProcess } from './cli/run-process.ts';

// The command of the package for CI, which bin/pack-ci.mjs makes out of this file and what it imports.
await runProcess(async () => (await import('./cli/ci-commands.ts')).CI_COMMANDS);
