import type { Fix } from './fix.ts';
import type { VersionCalls } from './fix-days.ts';
import { believedTogether } from './stats/many-tests.ts';
import type { Outcome, Verdict } from './verdict.ts';
import { localDay } from './week.ts';

/** At most this share of what several verdicts claim may be luck. */
const ALPHA = 0.1;
/** Under it, calls on other versions are not worth a line. */
const OTHER_VERSIONS = 0.05;
const COMPARED: ReadonlySet<Outcome> = new Set(['improved', 'worse', 'moved', 'no_clear_change']);
const CHANGED: ReadonlySet<Outcome> = new Set(['improved', 'worse']);

type Noted = Pick<Fix, 'version' | 'ownerName' | 'expectedDrop' | 'endedAt' | 'endedBy' | 'rolledBackTo'>;

/** What a reader should know of a fix beside its verdict: what its owner expected, other versions that ran beside it, and its end. */
export function fixNotes(
  fix: Noted,
  verdict: Verdict,
  seen: { calls: readonly VersionCalls[]; days?: { first: string; last: string }; isBesides: boolean; zone: string },
): string[] {
  return [
    ...expectationNote(fix, verdict),
    ...(seen.isBesides || !seen.days ? [] : otherVersions(fix.version, seen.calls, seen.days)),
    ...(fix.endedAt
      ? [`Rolled back to ${fix.rolledBackTo} on ${localDay(fix.endedAt, seen.zone)} by ${fix.endedBy}.`]
      : []),
  ];
}

function expectationNote({ expectedDrop, ownerName }: Noted, { outcome, low, high }: Verdict): string[] {
  if (expectedDrop === undefined || low === undefined || !COMPARED.has(outcome)) return [];
  const said = expectedDrop === 1 ? 'that none are left' : `${Math.round(expectedDrop * 100)} % fewer`;
  const ratio = 1 - expectedDrop;
  const held =
    low > ratio + 1e-9
      ? 'It is less than that.'
      : (high ?? Number.POSITIVE_INFINITY) < ratio
        ? 'It is more than that.'
        : 'That lies in the range.';
  return [`${ownerName} expected ${said}. ${held}`];
}

function otherVersions(
  version: string,
  calls: readonly VersionCalls[],
  { first, last }: { first: string; last: string },
) {
  const since = calls.filter(({ day }) => day >= first && day <= last);
  const sum = (rows: readonly VersionCalls[]) => rows.reduce((n, row) => n + row.calls, 0);
  const others = since.filter((row) => row.version !== '' && row.version !== version);
  const share = sum(since) === 0 ? 0 : sum(others) / sum(since);
  if (share < OTHER_VERSIONS || share === 1) return [];
  const names = [...new Set(others.map((row) => row.version))].slice(0, 3).join(', ');
  return [`${Math.round(share * 100)} % of the calls since came in on ${names}.`];
}

/**
 * Which of several verdicts still stand when all of them are read together: of those that alone say improved or worse, some must be luck
 * where there are many. One line for each that does not, in the order given.
 */
export function togetherNotes(verdicts: readonly Pick<Verdict, 'outcome' | 'e'>[]): (string | undefined)[] {
  const believed = believedTogether(
    verdicts.map(({ e = 0 }) => e),
    ALPHA,
  );
  return verdicts.map(({ outcome }, i) =>
    CHANGED.has(outcome) && !believed[i]
      ? `Alone it counts; among the ${verdicts.length} comparisons of this report it may be the one that luck makes.`
      : undefined,
  );
}
