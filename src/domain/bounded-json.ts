import { invalid } from '#src/errors.ts';

const MAX_DEPTH = 100;

/** Parses JSON of at most 100 levels: deeper nesting would exhaust the stack of whoever walks it. Throws `invalid`. */
export function parseBoundedJson(text: string): unknown {
  if (depthOf(text) > MAX_DEPTH) throw invalid(`The JSON is nested deeper than ${MAX_DEPTH} levels.`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalid('It is not JSON.');
  }
}

/** The deepest nesting, brackets inside strings left out. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 92) i += 1;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 125 || code === 93) depth -= 1;
  }
  return deepest;
}
