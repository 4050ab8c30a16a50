import type { Alarm, ClearCall } from '#src/domain/alarm.ts';

export type AlarmFilter = {
  /** Only those whose agents are all among these (a trailing * is a prefix). */
  agents?: readonly string[];
  /** Only those nobody took note of. */
  open?: boolean;
  fixId?: string;
  limit: number;
};

export type ClearestOrder = {
  agents: readonly string[];
  /** Of any failure mode without one. */
  failureMode?: string;
  version?: string;
  from: Date;
  to: Date;
  limit: number;
};

export type AlarmReads = {
  alarm(id: string): Promise<Alarm | undefined>;
  /** Newest first. */
  alarms(filter: AlarmFilter): Promise<Alarm[]>;
  /** Which of these keys were told of already. */
  told(keys: readonly string[]): Promise<Set<string>>;
  /** Confirmed calls that began within [from, to): the most severe first, then the lowest score, then the newest. */
  clearest(order: ClearestOrder): Promise<ClearCall[]>;
  /** What is still there of these calls, in this order. */
  clearCalls(callIds: readonly string[]): Promise<ClearCall[]>;
  /** Whether a fix of the agent is looked at for this failure mode: every mode for `allFrom`, its own ones for longer. */
  isWatched(agent: string, failureMode: string, live: { allFrom: Date; ownFrom: Date; until: Date }): Promise<boolean>;
};

export type AlarmWrites = AlarmReads & {
  nextId(): Promise<string>;
  /** False when its key was told of already. */
  insert(alarm: Alarm): Promise<boolean>;
  /** False when somebody did so before. */
  acknowledge(id: string, by: string, at: Date): Promise<boolean>;
  /** Says of every alarm of a fix that it was rolled back; those still open are taken note of with it. Returns them all. */
  rollBack(fixId: string, to: string, by: string, at: Date): Promise<Alarm[]>;
  /** Adds to what was confirmed of an agent's failure mode; returns the count, this included. */
  countFailures(agent: string, failureMode: string, n: number): Promise<number>;
};
