/**
 * Installs Weir into a folder: what the image holds at `/app`. The Dockerfile runs this, and so does
 * `npm run image:folder -- DIR [--with-node]`, which needs no Docker.
 *
 * Plain JavaScript without dependencies. npm must be on PATH; turbo is taken from node_modules, else
 * npm fetches the version that package.json names.
 */
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildConsole } from './install/build-console.mjs';
import { makeReadable } from './install/make-readable.mjs';
import { placePackages } from './install/place-packages.mjs';
import { pruneWorkspace } from './install/prune-workspace.mjs';
import { slim } from './install/slim.mjs';
import { printSizes } from './install/print-sizes.mjs';
import { warmCompileCache } from './install/warm-compile-cache.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function main() {
  const { values, positionals } = parseArgs({
    options: { 'with-node': { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) {
    throw new Error('usage: install.mjs DIR [--with-node]; DIR must not exist or be empty');
  }
  if (Number.parseInt(process.versions.node, 10) < 24) {
    throw new Error(`Node 24 runs the image, this is ${process.version}: run it with Node 24`);
  }
  const app = resolve(folder);
  if (existsSync(app) && readdirSync(app).length > 0) {
    throw new Error(`${app} is not empty: name a new folder`);
  }
  const pruned = mkdtempSync(join(tmpdir(), 'weir-image-'));
  try {
    pruneWorkspace(root, pruned);
    buildConsole({ root, pruned });
    placePackages({ root, pruned, app });
  } finally {
    rmSync(pruned, { recursive: true, force: true });
  }
  slim(app);
  if (values['with-node']) bringNode(app);
  await warmCompileCache(app);
  // Node keeps its cache from other users, and the image runs as one.
  makeReadable(app);
  printSizes(app);
}

/** A folder that runs where no Node 24 is on PATH brings the one that runs this. */
function bringNode(app) {
  const node = join(app, 'bin', 'node');
  cpSync(process.execPath, node, { dereference: true });
  chmodSync(node, 0o755);
}

await main().catch((error) => {
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
});
