import type { SurfaceName } from '#src/domain/actor.ts';

/** A workspace or tenant that installed this Ratchet. `secretBox` is text that the adapter's caller encrypted. */
export type Installation = {
  surface: SurfaceName;
  team: string;
  name: string;
  secretBox: string;
  facts: Readonly<Record<string, unknown>>;
  installedBy: string;
  installedAt: Date;
};

export type InstallationReads = {
  get(surface: SurfaceName, team: string): Promise<Installation | undefined>;
  /** By when they were installed. */
  list(surface: SurfaceName): Promise<Installation[]>;
};

export type InstallationWrites = InstallationReads & {
  /** Installed again, the newer one counts. */
  put(installation: Installation): Promise<void>;
  /** False when there was none. */
  remove(surface: SurfaceName, team: string): Promise<boolean>;
};
