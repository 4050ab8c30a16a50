type Schema = { readonly [key: string]: unknown };

/** Where a value breaks a JSON Schema of draft 4, as far as the manifest's schema uses it (it has no combinators). */
export function schemaProblems(value: unknown, schema: Schema, root: Schema = schema, path = ''): string[] {
  const ref = schema['$ref'];
  if (typeof ref === 'string') return schemaProblems(value, found(root, ref), root, path);
  const wrong = typeProblem(value, schema) ?? valueProblem(value, schema);
  if (wrong !== undefined) return [`${path || '/'}: ${wrong}`];
  if (Array.isArray(value)) return listProblems(value, schema, root, path);
  if (typeof value === 'object' && value !== null) return objectProblems(value, schema, root, path);
  return [];
}

function found(root: Schema, ref: string): Schema {
  return ref
    .slice(2)
    .split('/')
    .reduce((at: Schema, name) => at[name] as Schema, root);
}

function typeProblem(value: unknown, { type }: Schema): string | undefined {
  if (type === undefined) return undefined;
  const is = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  return [type].flat().includes(is) ? undefined : `is ${is}, not ${String(type)}`;
}

function valueProblem(value: unknown, schema: Schema): string | undefined {
  const {
    enum: choices,
    const: only,
    maxLength,
    pattern,
  } = schema as {
    enum?: unknown[];
    const?: unknown;
    maxLength?: number;
    pattern?: string;
  };
  if (choices !== undefined && !choices.includes(value)) return `is none of ${choices.join(', ')}`;
  if (only !== undefined && only !== value) return `is not ${String(only)}`;
  if (typeof value !== 'string') return undefined;
  if (maxLength !== undefined && value.length > maxLength) return `is longer than ${maxLength}`;
  return pattern !== undefined && !new RegExp(pattern).test(value) ? `does not match ${pattern}` : undefined;
}

function listProblems(
  value: readonly unknown[],
  { items, maxItems, minItems }: Schema,
  root: Schema,
  path: string,
): string[] {
  const size = value.length > Number(maxItems ?? 1e9) || value.length < Number(minItems ?? 0);
  const inside =
    items === undefined ? [] : value.flatMap((item, i) => schemaProblems(item, items as Schema, root, `${path}/${i}`));
  return [...(size ? [`${path}: ${value.length} items`] : []), ...inside];
}

function objectProblems(value: object, schema: Schema, root: Schema, path: string): string[] {
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
  const missing = ((schema['required'] ?? []) as string[]).filter((name) => !(name in value));
  return [
    ...missing.map((name) => `${path}/${name}: is missing`),
    ...Object.entries(value).flatMap(([name, one]) => {
      const known = properties[name];
      if (known !== undefined) return schemaProblems(one, known, root, `${path}/${name}`);
      return schema['additionalProperties'] === false ? [`${path}/${name}: is not known`] : [];
    }),
  ];
}
