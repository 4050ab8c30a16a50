import type { Via } from '#src/domain/review.ts';
import type { ChartSpec } from '#src/ports/charts.ts';

/** A piece of an Adaptive Card. */
export type Json = { readonly [key: string]: unknown };

/** What a chart needs besides its words: its numbers for clients that draw, an address for those that only show pictures. */
export type Picture = { spec?: ChartSpec; url?: string };

/** Where a card will stand, which decides what its controls carry. */
export type Scene = {
  /** A dialog opens nothing on top of itself: there every control is sent back and the dialog is drawn anew. */
  place: 'message' | 'dialog';
  via: Via;
  /** IANA name; times are told in it. */
  zone: string;
  /** Comes back with each click, so that a message posted twice is found out. */
  deliveryId?: string;
  /** Only one person reads it: a done control is answered in the card itself. */
  isPrivate?: boolean;
  /** It is somebody's Home, from this row on. */
  home?: number;
  pictures?: Readonly<Record<string, Picture>>;
};
