/** One value found in a text, [start, end) in UTF-16 units. Equal keys are the same value in another spelling. */
export type Finding = { kind: string; start: number; end: number; key: string };

/** The findings without overlaps, in order of the text; of two that overlap, the one listed earlier stays. */
export function withoutOverlaps(findings: readonly Finding[], length: number): Finding[] {
  if (findings.length < 2) return [...findings];
  const taken = new Uint8Array(length);
  const kept: Finding[] = [];
  for (const finding of findings) {
    if (taken.subarray(finding.start, finding.end).includes(1)) continue;
    taken.fill(1, finding.start, finding.end);
    kept.push(finding);
  }
  return kept.sort((a, b) => a.start - b.start);
}

/** Puts a replacement for each finding into the text. */
export function replaceFindings(
  text: string,
  findings: readonly Finding[],
  replacement: (f: Finding) => string,
): string {
  let result = '';
  let from = 0;
  for (const finding of findings) {
    result += text.slice(from, finding.start) + replacement(finding);
    from = finding.end;
  }
  return result + text.slice(from);
}
