import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync } from 'oxc-parser';

/**
 * Makes the npm package with the command for CI: src/cli-ci.ts and what it imports, as JavaScript, since Node runs no TypeScript under
 * node_modules. What it needs of its few vendors is inside, so that installing it asks no registry for anything else.
 * node bin/pack-ci.mjs [folder]   prints the path of the tarball
 */
const root = join(import.meta.dirname, '..');
const ENTRY = 'src/cli-ci.ts';
/** What an export for promptfoo copies: named at run time, so no import leads to it. */
const COPIED = ['src/cli/promptfoo/promptfoo-agent.ts', 'src/cli/promptfoo/promptfoo-checks.ts'];
/** Vendors that may be inside. A database's or a chat platform's is none of them. */
const VENDORS = ['re2js', 'yaml', 'zod'];
const README = `# Ratchet in a pipeline

\`ratchet gate\` runs the suite of a Ratchet server against a candidate of an agent: exit code 0 deploys, 1 (failed) and 2 (nobody knows) do not.

    RATCHET_SERVER=https://ratchet.example.com RATCHET_API_KEY=rk_… npx ratchet gate --target http://127.0.0.1:4200

The guide is docs/gate-in-ci.md of Ratchet; \`ratchet help\` lists the other commands.
`;
/** Imported where it is there, and missed by nobody. */
const LEFT_OUT = ['cli-progress', 'openai'];

/** @typedef {{ start: number, end: number, name: string }} Import where the module's name stands, quotes included */

/**
 * Static imports, re-exports and `import('…')` with a plain string, in the order in which they stand.
 * @param {string} path @param {string} code @returns {Import[]}
 */
function importsOf(path, code) {
  const { module, errors } = parseSync(path, code);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const requests = [
    ...module.staticImports.map((one) => one.moduleRequest),
    ...module.staticExports.flatMap((one) => one.entries.flatMap((entry) => entry.moduleRequest ?? [])),
    ...module.dynamicImports.map((one) => one.moduleRequest),
  ];
  const unique = new Map(
    requests.map(({ start, end }) => [start, { start, end, name: code.slice(start + 1, end - 1) }]),
  );
  return [...unique.values()].sort((a, b) => a.start - b.start);
}

/**
 * The code with `.ts` of its imports made `.js`, and the files it imports (from the root).
 * @param {string} path @param {string} code
 */
function portModule(path, code) {
  /** @type {string[]} */
  const files = [];
  /** @type {string[]} */
  const vendors = [];
  let text = code;
  for (const { start, end, name } of importsOf(path, code).reverse()) {
    if (name.startsWith('node:') || LEFT_OUT.includes(name)) continue;
    if (!/^[.#]/.test(name)) {
      vendors.push(name);
      continue;
    }
    files.push(name.startsWith('#') ? name.slice(1) : relative(root, resolve(root, dirname(path), name)));
    text = `${text.slice(0, start)}'${name.replace(/\.ts$/, '.js')}'${text.slice(end)}`;
  }
  return { text, files: files.map((file) => file.split(sep).join('/')), vendors };
}

/**
 * Writes the entry and all it imports; throws when a vendor is imported that has no place in a pipeline.
 * @param {string} folder
 */
function writeCode(folder) {
  /** @type {Map<string, string>} who imports each file first */
  const importers = new Map([ENTRY, ...COPIED].map((path) => [path, '']));
  for (const path of importers.keys()) {
    const code = nodeModule.stripTypeScriptTypes(readFileSync(join(root, path), 'utf8'));
    const { text, files, vendors } = portModule(path, code);
    const stranger = vendors.find((name) => !VENDORS.includes(name));
    if (stranger) throw new Error(`The package for CI must not load ${stranger}: ${chain(path, importers)}`);
    for (const file of files) if (!importers.has(file)) importers.set(file, path);
    put(join(folder, path.replace(/\.ts$/, '.js')), text);
  }
}

/** @param {string} path @param {Map<string, string>} importers */
function chain(path, importers) {
  const words = [path];
  for (let at = importers.get(path); at; at = importers.get(at)) words.unshift(at);
  return words.join(' -> ');
}

/**
 * Copies the modules of a vendor that its entry reaches, and its licence.
 * @param {string} name @param {string} folder
 */
function copyVendor(name, folder) {
  const from = join(root, 'node_modules', name);
  const to = join(folder, 'node_modules', name);
  const { version, exports, license } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  const entry = exports['.'].import?.default ?? exports['.'].import ?? exports['.'].default;
  /** @type {Set<string>} */
  const files = new Set([join(from, entry)]);
  for (const path of files) {
    const code = readFileSync(path, 'utf8');
    for (const { name: request } of importsOf(path, code)) {
      if (!request.startsWith('.'))
        throw new Error(`${name} imports ${request}, which would be missing in the package.`);
      files.add(join(dirname(path), request));
    }
    put(join(to, relative(from, path)), code);
  }
  for (const file of ['LICENSE', 'LICENSE.md'])
    if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
  put(join(to, 'package.json'), json({ name, version, license, type: 'module', exports: { '.': entry } }));
  return version;
}

/** @param {string} folder */
function writePackage(folder) {
  const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const dependencies = Object.fromEntries(VENDORS.map((name) => [name, copyVendor(name, folder)]));
  const manifest = {
    name: '@ratchet-bot/ci',
    version,
    description:
      "Ratchet's command for pipelines: runs the suite against a candidate of an agent, and blocks the deploy that fails.",
    license,
    type: 'module',
    engines: { node: '>=22.13' },
    bin: { ratchet: './src/cli-ci.js' },
    imports: { '#src/*': './src/*', '#adapters/*': './adapters/*' },
    dependencies,
    bundleDependencies: VENDORS,
  };
  put(join(folder, 'package.json'), json(manifest));
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  put(join(folder, 'README.md'), README);
}

/** @param {unknown} data */
function json(data) {
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

/** @param {string} path @param {string} text */
function put(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const target = resolve(process.argv[2] ?? '.');
const scratch = mkdtempSync(join(tmpdir(), 'ratchet-ci-'));
try {
  writeCode(scratch);
  writePackage(scratch);
  mkdirSync(target, { recursive: true });
  const npm = spawnSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target], {
    cwd: scratch,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) throw new Error(`npm pack failed: ${npm.stderr ?? npm.error?.message}`);
  process.stdout.write(`${join(target, JSON.parse(npm.stdout)[0].filename)}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
