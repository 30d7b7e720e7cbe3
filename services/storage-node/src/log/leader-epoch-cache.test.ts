import type { LeaderEpoch, Offset } from '@weir/core';
import { describe, expect, it } from 'vitest';

import { partitionKey } from '../database/keys.ts';
import { LeaderEpochCache } from './leader-epoch-cache.ts';
import { LogWorld, topicId } from './log.fixture.ts';

const entry = (epoch: number, startOffset: number) => ({
  epoch: epoch as LeaderEpoch,
  startOffset: startOffset as Offset,
});

describe('LeaderEpochCache', () => {
  it('has after a restart what was appended, cut and dropped', async () => {
    await using world = await LogWorld.create();
    const { database } = await world.environment();
    const cache = await LeaderEpochCache.load(database, topicId, 0);
    for (const each of [entry(1, 0), entry(4, 0), entry(5, 2 ** 40), entry(9, 2 ** 40)]) {
      await cache.append(each);
    }
    await cache.truncateToCount(3);
    await cache.dropOldest(1);
    expect(cache.entries()).toStrictEqual([entry(4, 0), entry(5, 2 ** 40)]);
    await world.crash();

    const environment = await world.environment();
    const again = await LeaderEpochCache.load(environment.database, topicId, 0);
    expect(again.entries()).toStrictEqual([entry(4, 0), entry(5, 2 ** 40)]);
    expect((await LeaderEpochCache.load(environment.database, topicId, 1)).last).toBeUndefined();
  });

  it('knows the epoch of an offset and the end of an epoch', async () => {
    await using world = await LogWorld.create();
    const { database } = await world.environment();
    const cache = await LeaderEpochCache.load(database, topicId, 0);
    for (const each of [entry(2, 5), entry(3, 8), entry(6, 8)]) await cache.append(each);
    const epochAt = (offset: number) => cache.epochAt(offset as Offset);
    expect([4, 5, 7, 8, 99].map(epochAt)).toStrictEqual([undefined, 2, 2, 6, 6]);
    const endOf = (epoch: number) => cache.endOffsetFor(epoch as LeaderEpoch);
    expect([2, 3, 6, 7].map(endOf)).toStrictEqual([8, 8, undefined, undefined]);
  });

  it('refuses epochs and starts that go back', async () => {
    await using world = await LogWorld.create();
    const { database } = await world.environment();
    const cache = await LeaderEpochCache.load(database, topicId, 0);
    await cache.append(entry(2, 5));
    await expect(cache.append(entry(2, 9))).rejects.toThrow('strictly grow');
    await expect(cache.append(entry(3, 4))).rejects.toThrow('never fall');
    expect(cache.entries()).toHaveLength(1);
  });

  it('is empty, and says so, when the list is damaged', async () => {
    await using world = await LogWorld.create();
    const { database } = await world.environment();
    await database.put(partitionKey('leaderEpochs', topicId, 0), Buffer.from('damaged bytes'));
    const cache = await LeaderEpochCache.load(database, topicId, 0);
    expect([cache.isDamaged, cache.entries()]).toStrictEqual([true, []]);
    await cache.append(entry(2, 5));
    const again = await LeaderEpochCache.load(database, topicId, 0);
    expect([again.isDamaged, again.entries()]).toStrictEqual([false, [entry(2, 5)]]);
  });
});
