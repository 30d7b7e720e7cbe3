import { type Offset, SeededRandom, toOffset } from '@weir/core';
import { LogStore } from '@weir/storage-node/logs';
import type { MicroCase, PreparedCase } from '../micro-case.ts';
import { openDatabase, sampleTopicId } from './sample-log.ts';

/** Of a segment of 1 GiB whose batches are 64 KiB. */
const entries = 16_384;
const recordsPerEntry = 64;
const bytesPerEntry = 64 * 1024;
const msPerEntry = 10;
const unsavedLookupsPerRun = 100;

type SegmentIndex = ReturnType<LogStore['index']>;

/** Look-ups in the index of a segment of 1 GiB with 16,384 entries. */
export const indexCases: readonly MicroCase[] = [
  {
    id: 'lookup-offset',
    what: 'look an offset up, in the database',
    unit: 'look-ups',
    operationsPerRun: 1,
    usesDisk: true,
    prepare: (directory) =>
      prepareLookup(directory, true, (index, random) => index.lookup(randomOffset(random))),
  },
  {
    id: 'lookup-time',
    what: 'look a timestamp up, in the database',
    unit: 'look-ups',
    operationsPerRun: 1,
    usesDisk: true,
    prepare: (directory) =>
      prepareLookup(directory, true, (index, random) =>
        index.lookupTimestamp(random.nextInt(entries) * msPerEntry),
      ),
  },
  {
    id: 'lookup-unsaved',
    what: 'look an offset up, among entries in memory',
    unit: 'look-ups',
    operationsPerRun: unsavedLookupsPerRun,
    prepare: (directory) =>
      prepareLookup(directory, false, async (index, random) => {
        for (let count = 0; count < unsavedLookupsPerRun; count += 1) {
          await index.lookup(randomOffset(random));
        }
      }),
  },
];

function randomOffset(random: SeededRandom): Offset {
  return toOffset(random.nextInt(entries * recordsPerEntry));
}

async function prepareLookup(
  directory: string,
  isSaved: boolean,
  lookUp: (index: SegmentIndex, random: SeededRandom) => Promise<unknown>,
): Promise<PreparedCase> {
  const database = await openDatabase(directory);
  const index = new LogStore(database, sampleTopicId, 0).index(toOffset(0));
  for (let entry = 1; entry <= entries; entry += 1) {
    index.add(
      {
        offset: toOffset(entry * recordsPerEntry),
        position: entry * bytesPerEntry,
        maxTimestampBeforeMs: entry * msPerEntry,
      },
      bytesPerEntry,
    );
  }
  if (isSaved) await index.save([], false);
  const random = new SeededRandom(1);
  return {
    run: () => lookUp(index, random),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
