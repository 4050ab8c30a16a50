import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { CallSchema } from '#src/domain/call.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import { describeWith } from '#test/needs.ts';

const file = join(process.cwd(), '../shared/data/dev/calls.jsonl.gz');

describeWith(existsSync(file) ? undefined : '../shared/data is not here', 'redacting real calls', () => {
  const ID =
    /#?\b[WT]\d{7}\b|\b(?:credit_card|gift_card|paypal|certificate)_\d{7}\b|\b\d{4}-\d\d-\d\d(?:T[\d:.]+)?\b|[$€]\s?[\d.,]+/g;

  it('leaves no e-mail address, keeps every id, date and amount, and changes nothing the second time', () => {
    const lines = gunzipSync(readFileSync(file))
      .toString()
      .trim()
      .split('\n')
      .filter((_, i) => i % 13 === 0);
    const found: Record<string, number> = {};
    for (const line of lines) {
      const { id, turns } = JSON.parse(line) as { id: string; turns: unknown };
      const raw = { source: 'tau', sourceCallId: id.slice(0, 200), turns: [], metadata: { turns } };
      const redactor = createRedactor({ call: CallSchema.parse(raw), policy: { redaction: { patterns: [] } } });
      const once = redactor.redact(turns);
      for (const { kind } of redactor.found) found[kind] = (found[kind] ?? 0) + 1;
      const before = JSON.stringify(turns);
      const after = JSON.stringify(once);
      expect(after.match(ID)).toEqual(before.match(ID));
      expect(
        after.match(/[a-z0-9_.]+@[a-z0-9]+\.[a-z]+/gi)?.filter((m) => !/^p\d+@example\.test$/.test(m)) ?? [],
      ).toEqual([]);
      expect(JSON.stringify(redactor.redact(once))).toBe(after);
    }
    console.info(`personal data in ${lines.length} real calls:`, found);
    expect(found['email']).toBeGreaterThan(100);
  });
});
