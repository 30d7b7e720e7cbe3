import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';
import { readCases } from './conformance-case.ts';
import { ConformanceCluster } from './conformance-cluster.ts';
import { prepareToolchain } from './prepare-toolchain.ts';
import { runCase } from './run-case.ts';
import type { Toolchain } from './toolchain.ts';

let directory: TemporaryDirectory;
let cluster: ConformanceCluster;

beforeAll(async () => {
  directory = await temporaryDirectory();
  cluster = await ConformanceCluster.start(directory.path);
}, 90_000);

afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
}, 60_000);

describe.each(['typescript', 'python'] as const)('in %s', (language) => {
  let toolchain: Toolchain | string;

  // The first time, Python's packages are installed.
  beforeAll(async () => {
    toolchain = await prepareToolchain(language);
    if (typeof toolchain === 'string') process.stdout.write(`${language}: skipped: ${toolchain}\n`);
  }, 600_000);

  it.for(readCases())('$name: $what', { timeout: 120_000 }, async (conformanceCase, { skip }) => {
    if (typeof toolchain === 'string') return skip(toolchain);
    const { outcome, problems } = await runCase(conformanceCase, toolchain, cluster);
    if (outcome === 'not-applicable') skip(`not for ${language}`);
    expect(problems).toEqual([]);
  });
});
