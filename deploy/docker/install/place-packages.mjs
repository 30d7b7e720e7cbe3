import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from './run-tool.mjs';

/**
 * Installs the dependencies of a pruned workspace, and copies it to `app` with the commands of the
 * image. No install script runs: the one native module, classic-level, brings its own binaries.
 */
export function placePackages({ root, pruned, app }) {
  runTool(
    'npm',
    [
      ...['ci', '--omit=dev', '--omit=optional', '--ignore-scripts'],
      ...['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'],
    ],
    { cwd: pruned },
  );
  mkdirSync(app, { recursive: true });
  for (const folder of ['protos', 'services', 'node_modules']) {
    cpSync(join(pruned, folder), join(app, folder), { recursive: true, verbatimSymlinks: true });
  }
  for (const folder of ['bin', 'commands']) {
    cpSync(join(root, 'deploy/docker', folder), join(app, folder), { recursive: true });
  }
  cpSync(join(root, 'LICENSE'), join(app, 'LICENSE'));
  writePackageJson(pruned, app);
  const flags = JSON.parse(readFileSync(join(root, 'deploy/local/node-flags.json'), 'utf8'));
  writeFileSync(join(app, 'node-flags'), `${flags.join(' ')}\n`);
}

/** The top package says what this is; its scripts and tools are not here. */
function writePackageJson(pruned, app) {
  const { name, version, description, license, type } = JSON.parse(
    readFileSync(join(pruned, 'package.json'), 'utf8'),
  );
  const text = JSON.stringify({ name, version, private: true, description, license, type });
  writeFileSync(join(app, 'package.json'), `${text}\n`);
}
