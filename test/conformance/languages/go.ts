import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buf, buildOnce, driversDir, protosDir } from '../build-once.ts';
import { requireProgram, runIfPossible, runTool } from '../run-tool.ts';
import type { Toolchain } from '../toolchain.ts';

const sources = join(driversDir, 'go');
const plugins = {
  'protoc-gen-go': 'google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.12',
  'protoc-gen-go-grpc': 'google.golang.org/grpc/cmd/protoc-gen-go-grpc@v1.6.2',
};
/** Nothing but what go.mod and go.sum name, by the Go that is here. */
const goEnv = { GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local' };

/** Makes the stubs beside a copy of the sources, and builds all programs. */
export async function prepareGo(): Promise<Toolchain> {
  await requireProgram('go', ['version']);
  const bin = await buildOnce({
    name: 'go/plugins',
    inputs: [],
    versions: Object.values(plugins),
    async build(directory) {
      for (const plugin of Object.values(plugins)) {
        await runIfPossible('go', ['install', plugin], { env: { GOBIN: directory } });
      }
    },
  });
  const built = await buildOnce({
    name: 'go/driver',
    inputs: [sources, join(protosDir, 'weir', 'v1')],
    versions: Object.values(plugins),
    async build(directory) {
      const module = join(directory, 'module');
      cpSync(sources, module, { recursive: true });
      mkdirSync(join(directory, 'bin'));
      const options = { cwd: module, env: goEnv };
      await runIfPossible('go', ['mod', 'download'], options);
      await runTool(buf, ['generate', protosDir, '--path', join(protosDir, 'weir', 'v1')], {
        cwd: module,
        env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` },
      });
      await runTool('go', ['build', '-o', join(directory, 'bin'), './...'], options);
    },
  });
  return {
    language: 'go',
    program: (name, args = []) => ({ command: join(built, 'bin', name), args }),
  };
}
