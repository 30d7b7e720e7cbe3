import { expect, it } from 'vitest';
import { coldStart } from '../bench/cold-start/cold-start.ts';
import { growth } from '../bench/growth/growth.ts';
import { recovery } from '../bench/recovery/recovery.ts';
import type { WorkloadOptions } from '../bench/workload.ts';
import { temporaryDirectory } from '../harness/temporary-directory.ts';

const timeoutMs = 120_000;

function shortest(directory: string, only: readonly string[]): WorkloadOptions {
  return {
    directory,
    only,
    trials: 1,
    peers: [],
    scale: 0.002,
    profileDirectory: undefined,
    updateBaseline: false,
    signal: AbortSignal.timeout(timeoutMs),
    progress: () => undefined,
  };
}

it('measures a cold start of the standalone system', { timeout: timeoutMs }, async () => {
  await using directory = await temporaryDirectory();
  const { markdown } = await coldStart.run(shortest(directory.path, ['one-node']));
  expect(markdown).toMatch(/\| one node \| first acknowledged record, ms \| [\d,]+ +\|/);
});

it('measures the recovery of a killed node', { timeout: timeoutMs }, async () => {
  await using directory = await temporaryDirectory();
  const { markdown } = await recovery.run(shortest(directory.path, ['kill-node']));
  expect(markdown.match(/\| kill -9 of a node \|/g)).toHaveLength(2);
});

it('measures what a record costs as data grows', { timeout: timeoutMs }, async () => {
  await using directory = await temporaryDirectory();
  const { markdown } = await growth.run(shortest(directory.path, ['retained']));
  expect(markdown).toMatch(/\| 10 GiB retained +\| [\d,]+ +\| [\d.]+ +\|/);
});
