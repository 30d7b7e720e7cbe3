import { ManualClock, SeededRandom } from '@weir/core';
import { createBackoff, silentLogger } from '@weir/runtime';
import { expect, it } from 'vitest';
import { MemoryStore } from './memory-store.fixture.ts';
import { ShardBookmark } from './shard-bookmark.ts';
import { ShardWriter } from './shard-writer.ts';

it('tells the next owner how much of the journal the store holds', async () => {
  const world = new World();
  const first = await world.own();
  expect(first.loaded).toBeUndefined();
  first.bookmark.complete();
  first.bookmark.advance({ offset: 17, atMs: 5 });
  await settled();
  expect((await world.own()).loaded?.offset).toBe(17);
});

it('is incomplete until its owner waits for nobody any more', async () => {
  const world = new World();
  const first = await world.own();
  first.bookmark.advance({ offset: 17, atMs: 5 });
  await settled();
  expect((await world.own()).loaded).toBeUndefined();
});

it('is incomplete in a store that was wiped under its owner', async () => {
  const world = new World();
  const first = await world.own();
  first.bookmark.complete();
  await settled();
  world.store.loseAllSince();
  first.bookmark.advance({ offset: 30, atMs: 5 });
  await settled();
  expect((await world.own()).loaded).toBeUndefined();
});

it('is incomplete in a store that was wiped while its owner loaded', async () => {
  const world = new World();
  const first = await world.own();
  first.bookmark.complete();
  await settled();
  const second = await world.own();
  world.store.loseAllSince();
  second.bookmark.complete();
  second.bookmark.advance({ offset: 30, atMs: 5 });
  await settled();
  expect((await world.own()).loaded).toBeUndefined();
});

it('is incomplete where an owner has begun and not ended', async () => {
  const world = new World();
  const first = await world.own();
  first.bookmark.complete();
  await settled();
  const second = await world.own();
  expect(second.loaded?.offset).toBe(0);
  second.bookmark.advance({ offset: 5, atMs: 5 });
  await settled();
  expect((await world.own()).loaded).toBeUndefined();
});

it('is put once more when the store did not answer', async () => {
  const world = new World();
  const { bookmark } = await world.own();
  world.store.isDown = true;
  bookmark.complete();
  bookmark.advance({ offset: 9, atMs: 5 });
  await settled();
  world.store.isDown = false;
  world.clock.advanceBy(500);
  await settled();
  expect((await world.own()).loaded?.offset).toBe(9);
});

it('moves on only when what was put before is stored', async () => {
  const world = new World();
  const { bookmark, writer } = await world.own();
  bookmark.complete();
  await settled();
  world.store.isDown = true;
  writer.put('unit', { collection: 'offsets/0', key: 'a' }, '{}');
  bookmark.advance({ offset: 9, atMs: 5 });
  await settled();
  world.store.isDown = false;
  const end = (await world.store.readAll('journal/0')).get('end');
  expect(JSON.parse(end?.value ?? '')).toMatchObject({ offset: 0 });
  world.clock.advanceBy(1000);
  await settled();
  expect((await world.own()).loaded?.offset).toBe(9);
});

/** One shard's bookmark over its owners. */
class World {
  readonly clock = new ManualClock();
  readonly store = new MemoryStore();
  #token = 0;

  async own() {
    this.#token += 1;
    const fence = { lease: 'shard/0', token: this.#token };
    const { store, clock } = this;
    const writer = new ShardWriter({
      ...{ store, fence, clock, logger: silentLogger },
      backoff: createBackoff({ minMs: 20, maxMs: 500, random: new SeededRandom(1) }),
      onFenced: () => undefined,
    });
    const collection = 'journal/0';
    const bookmark = new ShardBookmark({
      ...{ store, collection, fence, writer, clock, logger: silentLogger },
    });
    const loaded = bookmark.load(await store.readAll(collection));
    return { bookmark, writer, loaded };
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
