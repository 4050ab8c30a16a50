import type { SurfaceName } from '#src/domain/actor.ts';

export type Hold = { heldUntil: Date; reason: string };

/** A backlog that people were told of: our id of that message, how many cards it says, when it began and when it was over. */
export type Backlog = { messageId: string; stated: number; since: string; endedAt?: string };

/** How a channel stands; `failures`: tries in a row that the platform did not answer. */
export type ChannelState = { hold?: Hold; failures: number; backlog?: Backlog };

export type ChannelReads = {
  /** Until when nothing is sent to a channel, and why; undefined when nobody ever held it or it was sent to since. */
  held(surface: SurfaceName, channel: string): Promise<Hold | undefined>;
  /** Every channel that is held now. */
  allHeld(now: Date): Promise<(Hold & { surface: SurfaceName; channel: string })[]>;
  state(surface: SurfaceName, channel: string): Promise<ChannelState>;
};

export type ChannelWrites = ChannelReads & {
  /** Nothing is sent to this channel until then; `failures` counts what its back-off is made of. */
  hold(surface: SurfaceName, channel: string, until: Date, reason: string, failures?: number): Promise<void>;
  /** Something arrived: not held, no failures. */
  release(surface: SurfaceName, channel: string): Promise<void>;
  setBacklog(surface: SurfaceName, channel: string, backlog: Backlog): Promise<void>;
};
