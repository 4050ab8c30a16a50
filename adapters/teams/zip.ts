import { crc32, deflateRawSync } from 'node:zlib';

export type ZipEntry = { name: string; bytes: Uint8Array };

/** 1980-01-01, the first day that the format knows: the same content gives the same file. */
const NO_DATE = 0x0021;
const DEFLATE = 8;
const UTF8 = 0x0800;

/** A ZIP file of a few small files. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3 */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const packed = deflateRawSync(bytes, { level: 9 });
    const title = Buffer.from(name, 'utf8');
    const facts = Buffer.alloc(22);
    facts.writeUInt16LE(UTF8, 0);
    facts.writeUInt16LE(DEFLATE, 2);
    facts.writeUInt16LE(NO_DATE, 6);
    facts.writeUInt32LE(crc32(bytes), 8);
    facts.writeUInt32LE(packed.length, 12);
    facts.writeUInt32LE(bytes.length, 16);
    facts.writeUInt16LE(title.length, 20);
    const file = Buffer.concat([head(0x04034b50, [20]), facts, word(0), title, packed]);
    directory.push(Buffer.concat([head(0x02014b50, [20, 20]), facts, rest(offset), title]));
    files.push(file);
    offset += file.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, index, head(0x06054b50, []), end]);
}

function head(signature: number, versions: readonly number[]): Buffer {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(signature);
  return Buffer.concat([mark, ...versions.map(word)]);
}

/** Of a directory entry: no extra field, no comment, first disk, no attributes, and where the file begins. */
function rest(offset: number): Buffer {
  const fields = Buffer.alloc(16);
  fields.writeUInt32LE(offset, 12);
  return fields;
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
