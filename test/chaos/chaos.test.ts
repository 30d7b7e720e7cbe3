import { expect, it } from 'vitest';
import { temporaryDirectory } from '../harness/temporary-directory.ts';
import { whyNot } from './chaos-fault.ts';
import { chaosWorkloads } from './chaos-workload.ts';
import { allFaults } from './faults/all-faults.ts';
import { tryTrial } from './try-trial.ts';

/** The short version of `npm run chaos`: a process, the network, the metadata store. */
const shortFaults = ['kill-leader', 'isolate-leader', 'empty-redis'];

it.for(shortFaults)(
  'loses and repeats nothing: %s',
  { timeout: 240_000 },
  async (name, { skip }) => {
    const fault = allFaults.find((candidate) => candidate.name === name);
    const [workload] = chaosWorkloads;
    if (fault === undefined || workload === undefined) throw new Error(`No fault ${name}`);
    const reason = whyNot(fault);
    if (reason !== undefined) skip(reason);
    await using directory = await temporaryDirectory();
    const { anomalies, acknowledged } = await tryTrial({
      fault,
      workload,
      faultMs: 3_000,
      patienceMs: 30_000,
      directory: directory.path,
      signal: new AbortController().signal,
    });
    expect(anomalies).toEqual([]);
    expect(acknowledged).toBeGreaterThan(100);
  },
);
