export type Theme = 'light' | 'dark';

/** Below this many calls a point is drawn hollow: its rate is a guess. */
export const FEW_CALLS = 30;

/** Okabe and Ito's blue and orange, which colour-blind people tell apart, each dark or light enough for its ground. */
export const COLORS = {
  light: {
    ground: '#ffffff',
    ink: '#1f2328',
    soft: '#57606a',
    grid: '#e6e8eb',
    line: '#0064a8',
    band: '#56b4e9',
    bandOpacity: 0.28,
    mark: '#b34a00',
  },
  dark: {
    ground: '#1b1f24',
    ink: '#e6edf3',
    soft: '#9aa4af',
    grid: '#30363d',
    line: '#6cc1f5',
    band: '#3a8fc7',
    bandOpacity: 0.32,
    mark: '#ffab4a',
  },
} as const;
export type Colors = (typeof COLORS)[Theme];

export type Font = { fontFamily: string; fontSize: number; color: string };

export function fontOf(theme: Theme, fontSize: number): Font {
  return { fontFamily: 'DejaVu Sans', fontSize, color: COLORS[theme].soft };
}
