/** Builds the console's page when it is missing or older than its sources. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findNode, root } from './bootstrap.mjs';

const folder = join(root, 'services/console');
const built = join(folder, 'dist');

/** What the page is made of; the versions of what it imports stand in the lock file. */
const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'precompress.ts'];

/**
 * The page is built beside and put in place by a rename, so that starts at the same time, and a gateway that
 * reads it, never meet half of one. Where it cannot be built Weir runs without it.
 */
export function buildConsole() {
  if (isBuilt()) return;

  const made = join(folder, `.build-${process.pid}`);
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--logLevel', 'warn', '--outDir', made, '--emptyOutDir'];
  const { status } = spawnSync(findNode(), args, { cwd: folder, stdio: ['ignore', 2, 2] });
  try {
    if (status === 0) replace(made, built);
    else console.error('The console was not built: the gateway runs without its page');
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

function isBuilt() {
  const builtAtMs = changedAtMs(join(built, 'index.html'));
  const paths = [...sources.map((name) => join(folder, name)), join(root, 'package-lock.json')];
  return paths.every((path) => newestAtMs(path) <= builtAtMs);
}

function newestAtMs(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestAtMs(join(path, name))),
    stats.mtimeMs,
  );
}

function changedAtMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Another start may do the same at the same time: the last one's page stays, they are equal. */
function replace(made, target) {
  const old = `${made}-old`;
  mkdirSync(dirname(target), { recursive: true });
  for (let tries = 0; tries < 10; tries += 1) {
    try {
      renameSync(target, old);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    rmSync(old, { recursive: true, force: true });
    try {
      renameSync(made, target);
      return;
    } catch (error) {
      // Another one has put its page there in between.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    }
  }
}
