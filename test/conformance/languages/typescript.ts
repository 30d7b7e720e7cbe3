import { join } from 'node:path';
import { scriptArgs } from '../../harness/child-process.ts';
import { driversDir } from '../build-once.ts';
import type { Toolchain } from '../toolchain.ts';

/** `@weir/client` from the sources: there is nothing to build. */
export function prepareTypescript(): Promise<Toolchain> {
  return Promise.resolve({
    language: 'typescript',
    program: (name, args = []) => ({
      command: process.execPath,
      args: [...scriptArgs(join(driversDir, 'typescript', `${name}.ts`)), ...args],
    }),
  });
}
