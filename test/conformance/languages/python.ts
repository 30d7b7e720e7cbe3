import { globSync } from 'node:fs';
import { join } from 'node:path';
import { buildOnce, driversDir, protosDir } from '../build-once.ts';
import { requireProgram, runIfPossible, runTool } from '../run-tool.ts';
import type { Toolchain } from '../toolchain.ts';

const sources = join(driversDir, 'python');
const requirements = join(sources, 'requirements.txt');
const publicProtos = join(protosDir, 'weir', 'v1');

/** Installs grpcio into a virtual environment of its own and makes the stubs. */
export async function preparePython(): Promise<Toolchain> {
  await requireProgram('python3', ['--version']);
  const venv = await buildOnce({
    name: 'python/venv',
    inputs: [requirements],
    versions: [await runTool('python3', ['--version'])],
    async build(directory) {
      await runIfPossible('python3', ['-m', 'venv', directory]);
      const pip = join(directory, 'bin', 'pip');
      await runIfPossible(pip, ['install', '--quiet', '--no-deps', '-r', requirements]);
    },
  });
  const python = join(venv, 'bin', 'python');
  const stubs = await buildOnce({
    name: 'python/stubs',
    inputs: [requirements, publicProtos],
    async build(directory) {
      const out = [`--python_out=${directory}`, `--grpc_python_out=${directory}`];
      const files = globSync('weir/v1/*.proto', { cwd: protosDir });
      await runTool(python, ['-m', 'grpc_tools.protoc', '-I', protosDir, ...out, ...files]);
    },
  });
  return {
    language: 'python',
    program: (name, args = []) => ({
      command: python,
      args: [join(sources, `${name}.py`), ...args],
      env: { PYTHONPATH: stubs, PYTHONDONTWRITEBYTECODE: '1' },
    }),
  };
}
