export type SettingReads = {
  setting(key: string): Promise<unknown>;
  /** Every setting whose key begins so, by key. */
  startingWith(prefix: string): Promise<{ key: string; value: unknown }[]>;
};
export type SettingWrites = SettingReads & {
  putSetting(key: string, value: unknown): Promise<void>;
  /** True once per (job, period): the one who enqueues it. */
  takePeriod(job: string, period: string, at: Date): Promise<boolean>;
};
