import { DRAFT_CONTENT, type DraftContent, type DraftKind, type ModelDraft } from '#src/domain/model-draft.ts';
import type { DraftReads, DraftWrites } from '#src/ports/store/drafts.ts';
import type { Db } from './sql.ts';
import { storableJson } from './storable.ts';

export function draftReads({ client }: Db): DraftReads {
  return {
    async ofCall<K extends DraftKind>(callId: string, kind: K): Promise<ModelDraft<K> | undefined> {
      const row = await client.modelDraft.findUnique({ where: { callId_kind: { callId, kind } } });
      if (!row) return undefined;
      // Kept by another version of ours, a draft may not fit any more: it can be drafted anew.
      const parsed = DRAFT_CONTENT[kind].safeParse(row.content);
      if (!parsed.success) return undefined;
      return { model: row.model, content: parsed.data as DraftContent<K>, createdAt: row.createdAt };
    },
  };
}

export function draftWrites(db: Db): DraftWrites {
  const reads = draftReads(db);
  const put = (callId: string, kind: DraftKind, draft: ModelDraft<DraftKind>, conflict: string) =>
    db.sql(
      `insert into model_drafts (call_id, kind, model, content, created_at) values ($1, $2, $3, $4::jsonb, $5)
       on conflict (call_id, kind) do ${conflict}`,
      [callId, kind, draft.model, storableJson(draft.content), draft.createdAt],
    );
  return {
    ...reads,
    async keep(callId, kind, draft) {
      await put(callId, kind, draft, 'nothing');
      const kept = await reads.ofCall(callId, kind);
      if (kept) return kept;
      await put(callId, kind, draft, UPDATE);
      return draft;
    },
  };
}

const UPDATE = 'update set model = excluded.model, content = excluded.content, created_at = excluded.created_at';
