import type { DraftKind, ModelDraft } from '#src/domain/model-draft.ts';

export type DraftReads = {
  /** What a model drafted from the call; undefined where nothing was, or what stands there cannot be read. */
  ofCall<K extends DraftKind>(callId: string, kind: K): Promise<ModelDraft<K> | undefined>;
};
export type DraftWrites = DraftReads & {
  /** Keeps it; of two of the same call and kind the first one stays, so that what somebody reads does not change under them. Returns what is kept. */
  keep<K extends DraftKind>(callId: string, kind: K, draft: ModelDraft<K>): Promise<ModelDraft<K>>;
};
