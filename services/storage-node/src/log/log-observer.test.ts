import type { Offset } from '@weir/core';
import { expect, it } from 'vitest';

import { appendBatches, LogWorld } from './log.fixture.ts';
import type { LogObserver } from './log-observer.ts';
import type { PartitionLog } from './partition-log.ts';

const at = (offset: number): Offset => offset as Offset;

/** What was told, in order. */
function listen() {
  const told: (readonly [what: string, ...details: unknown[]])[] = [];
  const observer: LogObserver = {
    segmentRolled: () => told.push(['rolled']),
    segmentsDeleted: (segments, reason) => {
      const bytes = segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      told.push(['deleted', segments.length, bytes > 0, reason]);
    },
    truncated: (records) => told.push(['truncated', records]),
  };
  return { told, observer };
}

/** Three segments of ten records each, written. */
async function openThree(world: LogWorld, observer: LogObserver): Promise<PartitionLog> {
  const log = await world.open({}, { observer });
  for (let segment = 0; segment < 3; segment += 1) {
    appendBatches(log, [{ records: 5 }, { records: 5 }]);
    await log.settle();
    if (segment < 2) await log.roll();
  }
  return log;
}

it('is told of segments that are rolled', async () => {
  await using world = await LogWorld.create();
  const { told, observer } = listen();
  await openThree(world, observer);
  expect(told).toEqual([['rolled'], ['rolled']]);
});

it('is told how many records were cut from the end, once for each cut', async () => {
  await using world = await LogWorld.create();
  const { told, observer } = listen();
  const log = await openThree(world, observer);
  told.length = 0;
  await log.truncate(at(30));
  await log.truncate(at(27));
  await log.truncate(at(5));
  appendBatches(log, [{ records: 3 }]);
  await log.resetTo(at(3));
  // Nothing above is lost: what is below has gone from the leader too.
  await log.resetTo(at(200));
  expect(told).toEqual([
    ['truncated', 5],
    ['truncated', 20],
    ['truncated', 5],
  ]);
});

it('is told why old segments go, and not of a start that moves within one', async () => {
  await using world = await LogWorld.create();
  const { told, observer } = listen();
  const log = await openThree(world, observer);
  told.length = 0;
  await log.deleteTo(at(3));
  await log.deleteTo(at(10));
  await log.deleteTo(at(20), 'leader');
  await log.delete();
  expect(told).toEqual([
    ['deleted', 1, true, 'delete_records'],
    ['deleted', 1, true, 'leader'],
    ['deleted', 1, true, 'topic'],
  ]);
});
