import { join } from 'node:path';
import { buildOnce, driversDir, protosDir } from '../build-once.ts';
import { requireProgram, runTool } from '../run-tool.ts';
import type { ProgramName, Toolchain } from '../toolchain.ts';

const sources = join(driversDir, 'java');
const classes: Record<ProgramName, string> = {
  driver: 'Driver',
  publish: 'Publish',
  consume: 'Consume',
};

/** Has Maven make the stubs, compile, and gather the libraries. */
export async function prepareJava(): Promise<Toolchain> {
  await requireProgram('javac', ['-version']);
  await requireProgram('mvn', ['--version']);
  const built = await buildOnce({
    name: 'java',
    inputs: [sources, join(protosDir, 'weir', 'v1')],
    async build(directory) {
      const properties = [`-Dweir.build=${directory}`, `-Dweir.protos=${protosDir}`];
      const pom = join(sources, 'pom.xml');
      await runTool('mvn', ['--quiet', '--batch-mode', '-f', pom, ...properties, 'package']);
    },
  });
  const classPath = [join(built, 'classes'), join(built, 'lib', '*')].join(':');
  return {
    language: 'java',
    // A short-lived process is faster with the first compiler alone.
    program: (name, args = []) => ({
      command: 'java',
      args: [
        '-XX:TieredStopAtLevel=1',
        '-XX:+UseSerialGC',
        '-cp',
        classPath,
        classes[name],
        ...args,
      ],
    }),
  };
}
