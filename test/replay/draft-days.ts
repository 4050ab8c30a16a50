import { readFileSync } from 'node:fs';
import { makeDay } from '#demo/make-calls.ts';
import { detect } from '#src/detect/detectors.ts';
import { CallSchema } from '#src/domain/call.ts';
import { draftScenario, type ScenarioDraft } from '#src/domain/draft-scenario.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import { toolEffect } from '#src/domain/tool-effect.ts';
import { parsePolicy } from '#src/policy.ts';

const policy = parsePolicy(readFileSync('demo/ratchet.yaml', 'utf8'));

/** A draft of each call of four days of the demo's v14 that any detector has a word about. */
export async function draftDays(): Promise<ScenarioDraft[]> {
  const made: ScenarioDraft[] = [];
  const effectOf = (tool: string) => toolEffect(tool, policy.tools).effect;
  for (let day = 5; day < 9; day += 1) {
    for await (const input of makeDay({ day: new Date(Date.UTC(2026, 9, day)), version: 'v14', seed: 7 })) {
      const call = CallSchema.parse(input);
      const signals = detect({ call, policy, effectOf, history: { earlier: [] } });
      const { redact } = createRedactor({ call, policy });
      if (signals.length > 0) made.push(draftScenario({ call, signals, policy, redact }));
    }
  }
  return made;
}
