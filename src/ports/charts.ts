/** A drawn picture: SVG for the web; PNG for chat. */
export type Charts = {
  svg(chart: ChartSpec, theme: 'light' | 'dark', width: number): Promise<string>;
  png(chart: ChartSpec, theme: 'light' | 'dark', width: number): Promise<Uint8Array>;
};

/** A rate over time with its interval band and notes of what went live. Rates are shares (0..1). */
export type ChartSpec = {
  title: string;
  points: readonly {
    at: string;
    n: number;
    x: number;
    rate: number;
    low: number;
    high: number;
    /** What nothing changed would have shown. */
    expected?: number;
  }[];
  marks: readonly { at: string; label: string }[];
  /** What the picture shows, in a sentence. */
  alt: string;
};
