import { z } from 'zod';

/** An RE2 pattern of a user: at most 500 characters, matched case-insensitively, never by a backtracking engine. */
export const PatternSchema = z.string().min(1).max(500);

/** What one argument must be. Exactly one key. */
export const ArgMatcherSchema = z.union([
  z.strictObject({ equals: z.unknown() }),
  z.strictObject({ matches: PatternSchema }),
  z.strictObject({ oneOf: z.array(z.unknown()).min(1).max(50) }),
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({
    near: z.number(),
    within: z.number().min(0).describe('How far it may be off, 0.01 for a cent.'),
  }),
  z.strictObject({ schema: z.record(z.string().max(200), z.unknown()).describe('A JSON Schema without references.') }),
]);
export type ArgMatcher = z.output<typeof ArgMatcherSchema>;
export const ArgMatchersSchema = z
  .record(z.string().max(200), ArgMatcherSchema)
  .describe('By name; a dot reaches inside, and $ is all arguments together.');

const meaning = z
  .string()
  .min(1)
  .max(160)
  .optional()
  .describe('What the pattern stands for, in words that follow "says": people read it instead of the pattern.');

/** Something that must have happened earlier in the call. */
export const ConditionSchema = z.union([
  z.strictObject({ customerSaid: PatternSchema, meaning }),
  z.strictObject({ agentSaid: PatternSchema, meaning }),
  z.strictObject({ toolRan: z.string().min(1).max(200) }),
]);
export type Condition = z.output<typeof ConditionSchema>;

const tool = z.string().min(1).max(200);
const note = z.string().max(500).optional().describe('Why this check is here, for people.');
const customerTurn = z.int().min(1).max(1_000).describe('Counted in customer turns, from 1.');

export const CheckSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('tool_called'),
    tool,
    args: ArgMatchersSchema.optional(),
    times: z.strictObject({ min: z.int().min(0).optional(), max: z.int().min(0).optional() }).optional(),
    beforeTurn: customerTurn.optional(),
    /** Must have run before this other tool. */
    beforeTool: tool.optional(),
    onlyAfter: ConditionSchema.optional(),
    note,
  }),
  z.strictObject({
    kind: z.literal('tool_not_called'),
    tool,
    args: ArgMatchersSchema.optional(),
    beforeTurn: customerTurn.optional(),
    /** Allowed once this has happened before it. */
    unless: ConditionSchema.optional(),
    note,
  }),
  z.strictObject({
    kind: z.literal('writes_equal'),
    writes: z.array(z.strictObject({ tool, args: z.unknown() })).max(100),
    note,
  }),
  z.strictObject({
    kind: z.literal('says'),
    pattern: PatternSchema,
    meaning,
    withinTurns: customerTurn.optional(),
    note,
  }),
  z.strictObject({
    kind: z.literal('never_says'),
    pattern: PatternSchema,
    meaning,
    withinTurns: customerTurn.optional(),
    note,
  }),
  z.strictObject({ kind: z.literal('transfers'), note }),
  z.strictObject({ kind: z.literal('does_not_transfer'), note }),
  z.strictObject({ kind: z.literal('max_turn_latency_ms'), max: z.int().min(1).max(600_000), note }),
  z.strictObject({
    kind: z.literal('tool_sequence'),
    tools: z
      .array(z.strictObject({ tool, args: ArgMatchersSchema.optional() }))
      .min(2)
      .max(20),
    /** No other tool call may stand between them. */
    strict: z.boolean().optional(),
    note,
  }),
  z.strictObject({
    kind: z.literal('asks_before'),
    tool,
    /** What the question is like; any question but "How can I help?" without it. */
    pattern: PatternSchema.optional(),
    note,
  }),
  z.strictObject({
    kind: z.literal('judge'),
    rubric: z.string().min(1).max(2_000).describe('What the agent must do, in words: a model reads the call by it.'),
    votes: z.int().min(1).max(9).optional().describe('The majority decides; 3 without it.'),
    note,
  }),
  z.strictObject({ kind: z.literal('ends_within_turns'), max: customerTurn, note }),
  z.strictObject({
    kind: z.literal('cost_below'),
    max: z.number().positive().max(1_000_000),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional()
      .describe('USD without it.'),
    note,
  }),
]);
/** One pass/fail condition of a scenario. */
export type Check = z.output<typeof CheckSchema>;

/** How one check came out: a sentence why, and the turn (index into the run's turns) that broke it. */
export type CheckResult = {
  check: Check;
  status: 'pass' | 'fail' | 'undecided';
  reason: string;
  turn?: number | undefined;
  /** Who judged, and how the votes fell. */
  judge?: { version: string; holds: number; broken: number; unknown: number } | undefined;
};
