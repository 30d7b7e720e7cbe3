import { type Offset, SeededRandom, toOffset } from '@weir/core';
import type { PartitionLog } from '@weir/storage-node/logs';
import type { MicroCase, PreparedCase } from '../micro-case.ts';
import { stampedBatch } from './sample-batches.ts';
import { openSampleLog } from './sample-log.ts';

const batchBytes = 16 * 1024;
const batches = 4_096;
const batchesPerAppend = 64;
/** Wholly in the tail of a log, which holds 1 MiB. */
const batchesOfTail = 48;
const readBytes = 1024 * 1024;
const tailReadsPerRun = 20;

/** Reads of a log of 64 MiB in batches of 16 KiB, from memory and from the page cache. */
export const logReadCases: readonly MicroCase[] = [
  {
    id: 'read-tail',
    what: 'read up to 768 KiB from the tail in memory',
    unit: 'reads',
    operationsPerRun: tailReadsPerRun,
    prepare: (directory) =>
      prepareRead(directory, (log) => {
        const random = new SeededRandom(1);
        return async () => {
          for (let index = 0; index < tailReadsPerRun; index += 1) {
            const offset = log.logEndOffset - 1 - random.nextInt(batchesOfTail);
            await read(log, toOffset(offset), readBytes);
          }
        };
      }),
  },
  {
    id: 'read-file',
    what: 'read 1 MiB from the file, one read after the other',
    unit: 'reads',
    operationsPerRun: 1,
    usesDisk: true,
    prepare: (directory) =>
      prepareRead(directory, (log) => {
        let next = 0;
        return async () => {
          const found = await read(log, toOffset(next), readBytes);
          const isNearEnd = next + 2 * found.length > batches - batchesOfTail * 2;
          next = isNearEnd ? 0 : next + found.length;
        };
      }),
  },
  {
    id: 'read-offset',
    what: 'read one batch at a random offset',
    unit: 'reads',
    operationsPerRun: 1,
    usesDisk: true,
    prepare: (directory) =>
      prepareRead(directory, (log) => {
        const random = new SeededRandom(1);
        return () => read(log, toOffset(random.nextInt(batches - batchesOfTail * 2)), 1);
      }),
  },
];

type Read = () => Promise<unknown>;

async function prepareRead(
  directory: string,
  plan: (log: PartitionLog) => Read,
): Promise<PreparedCase> {
  const sample = await openSampleLog(directory, 'page-cache');
  const { log } = sample;
  while (log.appendedOffset < batches) {
    const first = log.appendedOffset;
    log.append(
      Array.from({ length: batchesPerAppend }, (_, index) =>
        stampedBatch(first + index, batchBytes),
      ),
    );
    await log.whenWritten(log.appendedOffset);
  }
  return {
    run: plan(log),
    [Symbol.asyncDispose]: () => sample[Symbol.asyncDispose](),
  };
}

async function read(log: PartitionLog, offset: Offset, maxBytes: number): Promise<unknown[]> {
  const found = await log.read({ offset, maxBytes, maxOffset: log.logEndOffset });
  if (found.length === 0) throw new Error(`Nothing at ${offset}`);
  return found;
}
