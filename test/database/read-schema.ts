import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What prisma/schema.prisma says the database looks like, a line a thing, in the words of PostgreSQL's catalog. */
export type Shape = { columns: string[]; indexes: string[]; foreignKeys: string[] };

const TYPES: Record<string, string> = {
  String: 'text',
  'String[]': '_text',
  Int: 'int4',
  BigInt: 'int8',
  Float: 'float8',
  Boolean: 'bool',
  DateTime: 'timestamptz(3)',
  Json: 'jsonb',
};

type Field = { column: string; type: string; optional: boolean; attributes: string };

/** Reads the subset of Prisma's language that the schema uses; an unknown type throws. */
export function readSchema(): Shape {
  const text = readFileSync(join(import.meta.dirname, '../../prisma/schema.prisma'), 'utf8');
  const models = [...text.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)].map(([, name, body]) => ({
    name: name ?? '',
    body: body ?? '',
  }));
  const tables = new Map(models.map(({ name, body }) => [name, /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name]));
  const shape: Shape = { columns: [], indexes: [], foreignKeys: [] };
  for (const { name, body } of models) addModel(shape, tables, tables.get(name) ?? name, body);
  return { columns: shape.columns.sort(), indexes: shape.indexes.sort(), foreignKeys: shape.foreignKeys.sort() };
}

function addModel(shape: Shape, tables: ReadonlyMap<string, string>, table: string, body: string): void {
  const fields = new Map<string, Field>();
  for (const [, name = '', base = '', mark = '', attributes = ''] of body.matchAll(
    /^ {2}(\w+) +(\w+)(\?|\[\])?(.*)$/gm,
  )) {
    const isList = mark === '[]';
    if (tables.has(base)) {
      addForeignKey(shape, tables, table, base, attributes, fields);
      continue;
    }
    const type = TYPES[isList ? `${base}[]` : base];
    if (!type) throw new Error(`${table}.${name}: what is ${base}${mark} in PostgreSQL?`);
    const column = /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? name;
    fields.set(name, { column, type, optional: mark === '?', attributes });
    const defaulted = attributes.includes('@default') ? ' default' : '';
    shape.columns.push(`${table}.${column} ${type}${mark === '?' ? '' : ' not null'}${defaulted}`);
    if (/@id\b/.test(attributes)) shape.indexes.push(`${table}_pkey unique (${column})`);
    if (/@unique\b/.test(attributes)) shape.indexes.push(`${table}_${column}_key unique (${column})`);
  }
  const columnsOf = (list: string) => list.split(',').map((field) => fields.get(field.trim())?.column ?? field.trim());
  for (const [, kind, list = ''] of body.matchAll(/@@(id|unique|index)\(\[(.*?)\]/g)) {
    const columns = columnsOf(list);
    const name = kind === 'id' ? `${table}_pkey` : `${table}_${columns.join('_')}_${kind === 'unique' ? 'key' : 'idx'}`;
    shape.indexes.push(`${name}${kind === 'index' ? '' : ' unique'} (${columns.join(', ')})`);
  }
}

function addForeignKey(
  shape: Shape,
  tables: ReadonlyMap<string, string>,
  table: string,
  target: string,
  attributes: string,
  fields: ReadonlyMap<string, Field>,
): void {
  const relation = /@relation\(fields: \[(\w+)\], references: \[(\w+)\], onDelete: (\w+)\)/.exec(attributes);
  if (!relation) return;
  const [, field = '', reference, onDelete] = relation;
  // A relation stands after its columns in every model here.
  const column = fields.get(field)?.column;
  shape.foreignKeys.push(
    `${table}_${column}_fkey ${column} -> ${tables.get(target)}.${reference} on delete ${onDelete?.toUpperCase()}`,
  );
}
