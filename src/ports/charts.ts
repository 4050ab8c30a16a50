import type { RatePoint } from '#src/domain/fix-report.ts';

/** A drawn picture: SVG for the web; PNG, of twice as many pixels for sharp screens, for chat. `width` is in CSS pixels. */
export type Charts = {
  svg(picture: PictureSpec, theme: 'light' | 'dark', width: number): Promise<string>;
  png(picture: PictureSpec, theme: 'light' | 'dark', width: number): Promise<Uint8Array>;
};

export type PictureSpec = ChartSpec | OverviewSpec;

/** Something that went live in a week ("2026-W47"). */
export type ChartMark = { at: string; label: string };

/** A rate over time with its interval band and notes of what went live. */
export type ChartSpec = {
  title: string;
  points: readonly RatePoint[];
  /** What the picture is about. */
  marks: readonly ChartMark[];
  /** What else went live: other deployments. */
  notes?: readonly ChartMark[];
  /** What the picture shows, in a sentence. */
  alt: string;
};

/** One small panel of an overview; `now` is its newest rate in words. */
export type OverviewPanel = { title: string; now: string; points: readonly RatePoint[]; marks: readonly ChartMark[] };

/** Rates over time side by side on one scale. */
export type OverviewSpec = { title: string; panels: readonly OverviewPanel[]; alt: string };
