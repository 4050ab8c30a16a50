import { type DayTally, emptyStratum, type Stratum } from './fix-days.ts';

/** Flagged calls of a window by severity, all days together. */
export type Strata = Readonly<Record<string, Stratum>>;

export function sumStrata(days: readonly DayTally[]): Strata {
  const sums: Record<string, Stratum> = {};
  for (const { strata } of days) {
    for (const [severity, one] of Object.entries(strata)) sums[severity] = add(sums[severity] ?? emptyStratum(), one);
  }
  return sums;
}

function add(a: Stratum, b: Stratum): Stratum {
  return {
    waiting: a.waiting + b.waiting,
    served: a.served + b.served,
    picked: a.picked + b.picked,
    taggedServed: a.taggedServed + b.taggedServed,
    taggedPicked: a.taggedPicked + b.taggedPicked,
    control: a.control + b.control,
    others: a.others + b.others,
  };
}

export type Reviewed = { flagged: number; reviewed: number; waiting: number; served: number };

export function reviewedOf(strata: Strata): Reviewed {
  const sum = Object.values(strata).reduce(add, emptyStratum());
  const reviewed = sum.served + sum.picked;
  return { flagged: reviewed + sum.waiting, reviewed, waiting: sum.waiting, served: sum.served };
}

/** 1 where nothing was flagged. */
export function reviewedShare(stratum: Stratum | undefined): number {
  const { flagged, reviewed } = reviewedOf(stratum === undefined ? {} : { stratum });
  return flagged === 0 ? 1 : reviewed / flagged;
}

export function taggedOf({ taggedServed, taggedPicked }: Stratum): number {
  return taggedServed + taggedPicked;
}

/**
 * The share of a stratum's failures that review has shown. Those served in random order stand for all that wait; those that
 * people picked stand for themselves. Without picked ones it is the reviewed share of the flagged. undefined: nothing was reviewed.
 */
export function shownShare(stratum: Stratum): number | undefined {
  const { waiting, served, picked } = stratum;
  if (waiting === 0) return 1;
  if (served + picked === 0) return undefined;
  const tagged = taggedOf(stratum);
  if (served === 0 || tagged === 0) return (served + picked) / (served + picked + waiting);
  return tagged / (stratum.taggedPicked + (stratum.taggedServed * (served + waiting)) / served);
}
