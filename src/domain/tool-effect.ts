/** Whether a tool only looks (read) or changes something (write), and how we know. */
export type ToolEffect = { effect: 'read' | 'write'; why: 'ratchet.yaml' | 'prefix' | 'unknown' };

const READ_VERBS = new Set(
  `get list find search lookup look check calculate calc compute count describe show view read fetch query retrieve
  verify validate is has can estimate preview compare track think identify suggest recommend goto navigate browse inspect
  obtener buscar listar consultar verificar validar identificar calcular leer mostrar`.split(/\s+/),
);
const WRITE_VERBS = new Set(
  `create add update modify change set delete remove cancel book refund pay charge send make schedule reschedule register
  submit return exchange place apply assign close open reset enable disable grant revoke issue transfer escalate record save
  upload post put patch insert move resume suspend start stop process approve reject confirm reserve order
  crear anular actualizar enviar registrar cancelar eliminar agregar`.split(/\s+/),
);

/** Whether a glob (* = any characters) takes the whole name; case counts; linear for one star, bounded for more. */
export function matchesGlob(glob: string, name: string): boolean {
  let g = 0;
  let n = 0;
  let star = -1;
  let mark = 0;
  while (n < name.length) {
    if (glob[g] === '*') {
      star = g++;
      mark = n;
    } else if (g < glob.length && glob[g] === name[n]) {
      g++;
      n++;
    } else if (star >= 0) {
      g = star + 1;
      n = ++mark;
    } else return false;
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}

/** A name's words in lower case, its namespace left out: "crm.getUser" and "crm__get_user" give [get, user]. */
function wordsOf(name: string): string[] {
  const last =
    name
      .split(/[./:]|__/)
      .filter((part) => part !== '')
      .at(-1) ?? name;
  return last
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** The effect of a tool: the most specific glob of ratchet.yaml (longest without its stars; write wins a tie), else its verb, else write. */
export function toolEffect(name: string, tools: { read: readonly string[]; write: readonly string[] }): ToolEffect {
  const read = specificity(name, tools.read);
  const write = specificity(name, tools.write);
  if (read >= 0 || write >= 0) return { effect: write >= read ? 'write' : 'read', why: 'ratchet.yaml' };
  const verb = wordsOf(name)[0] ?? '';
  if (READ_VERBS.has(verb)) return { effect: 'read', why: 'prefix' };
  return { effect: 'write', why: WRITE_VERBS.has(verb) ? 'prefix' : 'unknown' };
}

function specificity(name: string, globs: readonly string[]): number {
  let best = -1;
  for (const glob of globs) {
    if (matchesGlob(glob, name)) best = Math.max(best, glob.replaceAll('*', '').length);
  }
  return best;
}

/** Whether calling the tool ends the call, by its name: "end_call", "hangUp", "finish_conversation". */
export function isEndTool(name: string): boolean {
  const [verb = '', ...rest] = wordsOf(name);
  if (verb === 'hangup') return true;
  if (verb === 'hang') return rest[0] === 'up';
  return (
    /^(end|finish|terminate)$/.test(verb) &&
    rest.some((word) => /^(calls?|conversation|chat|session|dialogue|interaction)$/.test(word))
  );
}

/** Whether calling the tool hands the customer to a person: a hand-over is not a write, whatever its effect. */
export function isTransferTool(name: string): boolean {
  const words = wordsOf(name);
  if (!/^(transfer|escalate|handoff|handover|hand)$/.test(words[0] ?? '')) return false;
  const rest = words.slice(1);
  return (
    rest.length === 0 ||
    rest.some((word) =>
      /^(humans?|agents?|persons?|people|operator|support|representative|specialist|call|off|over)$/.test(word),
    )
  );
}
