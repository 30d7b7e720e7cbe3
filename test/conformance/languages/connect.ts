import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { buf, buildOnce, driversDir, protosDir } from '../build-once.ts';
import { requireProgram, runIfPossible, runTool } from '../run-tool.ts';
import type { Toolchain } from '../toolchain.ts';

const sources = join(driversDir, 'connect');

/** Installs `@connectrpc/connect-node` beside a copy of the sources and makes the stubs. */
export async function prepareConnect(): Promise<Toolchain> {
  await requireProgram('npm', ['--version']);
  const packages = await buildOnce({
    name: 'connect',
    inputs: [sources, join(protosDir, 'weir', 'v1')],
    async build(directory) {
      cpSync(sources, directory, { recursive: true });
      const quiet = ['--loglevel=error', '--no-audit', '--no-fund'];
      await runIfPossible('npm', ['ci', ...quiet], { cwd: directory });
      const bin = join(directory, 'node_modules', '.bin');
      const options = { cwd: directory, env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` } };
      await runTool(buf, ['generate', protosDir, '--path', join(protosDir, 'weir', 'v1')], options);
      await runTool(buf, ['generate', 'wire'], options);
    },
  });
  return {
    language: 'connect',
    program: (name, args = []) => ({
      command: process.execPath,
      args: [join(packages, `${name}.mjs`), ...args],
    }),
  };
}
