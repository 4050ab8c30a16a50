import { z } from 'zod';
import { CheckSchema } from './check.ts';

/** An article as a model drafts it: title in plain words, body in Markdown. */
export const DraftedArticleSchema = z.strictObject({
  title: z.string().trim().min(1).max(200),
  body: z.string().trim().min(1).max(3_000),
});

/** What a model may draft from a call, each by its schema. */
export const DRAFT_CONTENT = {
  checks: z.array(CheckSchema).min(1).max(20),
  article: DraftedArticleSchema,
} as const;
export type DraftKind = keyof typeof DRAFT_CONTENT;
export type DraftContent<K extends DraftKind> = z.output<(typeof DRAFT_CONTENT)[K]>;

/** A draft for a person to accept: it does nothing by itself. */
export type ModelDraft<K extends DraftKind> = {
  /** The model and its prompt, "gpt-x/1". */
  model: string;
  content: DraftContent<K>;
  createdAt: Date;
};
