/** The parts of a report that its figures belong to, in its order. */
export const FIGURE_SECTIONS = [
  'calls',
  'fixes',
  'next',
  'patterns',
  'suite',
  'gates',
  'review',
  'outcomes',
  'charts',
] as const;
export type FigureSection = (typeof FIGURE_SECTIONS)[number];

/**
 * One number of a report: what it is, of what, in which unit, and where it is an estimate its interval. `week` is the report's own, in
 * "charts" the week of the point; a share is 0..1, a time is in ms.
 */
export type Figure = {
  week: string;
  section: FigureSection;
  /** Path of words: "FX-3/refund/before". */
  name: string;
  value: number;
  low?: number;
  high?: number;
  n?: number;
  unit: string;
};
