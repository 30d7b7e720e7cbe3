/** Builds the console where a gateway of this checkout looks for it. Runs on Node 20. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, root } from './bootstrap.mjs';

const folder = join(root, 'services/console');
const built = join(folder, 'dist/index.html');

/** Runs Vite unless what it built last is younger than all sources; goes on without where it fails. */
export function buildConsole() {
  if (existsSync(built) && youngestMs(folder) <= statSync(built).mtimeMs) return;

  console.error('Building the console, once');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const { status } = spawnSync(findNode(), [vite, 'build', '--logLevel', 'warn'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) console.error('The console is not built; everything else is there');
}

function youngestMs(path) {
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => name !== 'dist' && name !== 'node_modules' && !name.startsWith('.'))
    .map((entry) => join(path, entry.name))
    .map((each) => (statSync(each).isDirectory() ? youngestMs(each) : statSync(each).mtimeMs))
    .reduce((youngest, each) => Math.max(youngest, each), 0);
}
