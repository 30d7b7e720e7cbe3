import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from './run-tool.mjs';

/** What the image starts; turbo finds the packages behind them. */
const wanted = ['@weir/standalone', '@weir/cli'];

/** Writes the wanted packages and their part of the lock file to `pruned`. */
export function pruneWorkspace(root, pruned) {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const installed = join(root, 'node_modules/.bin/turbo');
  const [command, ...before] = existsSync(installed)
    ? [installed]
    : ['npm', 'exec', '--yes', '--', `turbo@${devDependencies.turbo}`];
  runTool(command, [...before, 'prune', ...wanted, `--out-dir=${pruned}`], {
    cwd: root,
    env: { TURBO_TELEMETRY_DISABLED: '1' },
  });
}
