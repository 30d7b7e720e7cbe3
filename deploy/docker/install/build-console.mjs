import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from './run-tool.mjs';

/**
 * Builds the console within a pruned workspace, with its own development dependencies alone; they are
 * removed by the installation of what runs.
 */
export function buildConsole({ root, pruned }) {
  // That of the console extends it.
  cpSync(join(root, 'tsconfig.json'), join(pruned, 'tsconfig.json'));
  runTool(
    'npm',
    [
      ...['ci', '--workspace=@weir/console', '--include=dev', '--ignore-scripts'],
      ...['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'],
    ],
    { cwd: pruned },
  );
  runTool('npm', ['run', 'build', '--workspace=@weir/console'], { cwd: pruned });
  if (!existsSync(join(pruned, 'services/console/dist/index.html')))
    throw new Error('The console was not built');
}
