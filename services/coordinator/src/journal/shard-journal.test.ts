import { ManualClock, toOffset } from '@weir/core';
import { silentLogger } from '@weir/runtime';
import { expect, it } from 'vitest';
import type { CommittedPosition } from '../offsets/committed-offsets.ts';
import { decodeEntry, type JournalEntry } from './journal-entry.ts';
import { MemoryJournalLog } from './memory-journal-log.fixture.ts';
import { ShardJournal } from './shard-journal.ts';

it('appends what changed together, once, after its interval', async () => {
  const shard = new TestShard();
  shard.commit('a', 1);
  shard.commit('a', 2);
  shard.commit('b', 7);
  expect(shard.log.appends).toBe(0);
  shard.clock.advanceBy(1000);
  await shard.settled();
  expect(shard.log.appends).toBe(1);
  expect(shard.journaled()).toEqual({ a: 2, b: 7 });
  shard.clock.advanceBy(60_000);
  await shard.settled();
  expect(shard.log.appends).toBe(1);
  expect(shard.coveredTo).toBe(2);
});

it('flushes at once, what was noted under way included', async () => {
  const shard = new TestShard();
  shard.commit('a', 1);
  const first = shard.journal.flush();
  shard.commit('a', 2);
  shard.commit('b', 5);
  await Promise.all([first, shard.journal.flush()]);
  expect(shard.journaled()).toEqual({ a: 2, b: 5 });
});

it('tells what waits to be journaled, and how long appends take', async () => {
  const shard = new TestShard();
  shard.commit('a', 1);
  shard.commit('b', 1);
  expect(shard.journal.pending).toBe(2);
  const flushed = shard.journal.flush();
  expect(shard.journal.pending).toBe(2);
  await flushed;
  expect(shard.journal.pending).toBe(0);
  expect(shard.written).toEqual([0]);
});

it('journals that an offset was deleted', async () => {
  const shard = new TestShard();
  shard.commit('a', 1);
  await shard.journal.flush();
  shard.forget('a');
  await shard.journal.flush();
  expect(shard.journaled()).toEqual({ a: undefined });
});

it('tells the next owner all that it has, or all from an offset on', async () => {
  const shard = new TestShard();
  for (const [index, key] of ['a', 'b', 'c', 'd', 'a'].entries()) {
    shard.commit(key, index);
    await shard.journal.flush();
  }
  const next = new TestShard({ log: shard.log, token: 2 });
  await next.attach();
  expect(offsetsOf(next.found)).toEqual({ a: 4, b: 1, c: 2, d: 3 });
  expect(next.journal.endOffset).toBe(5);
  const third = new TestShard({ log: shard.log, token: 3 });
  await third.attach(3);
  expect(offsetsOf(third.found)).toEqual({ d: 3, a: 4 });
});

it('reads before it writes, where it could not read at first', async () => {
  const shard = new TestShard();
  shard.commit('a', 9);
  await shard.journal.flush();
  const next = new TestShard({ log: shard.log, token: 2 });
  next.log.isDown = true;
  await expect(next.journal.attach(undefined)).rejects.toThrow('no leader');
  next.commit('b', 1);
  await expect(next.journal.flush()).rejects.toThrow('no leader');
  next.log.isDown = false;
  next.clock.advanceBy(1000);
  await next.settled();
  expect(offsetsOf(next.found)).toEqual({ a: 9 });
  expect(next.journaled()).toEqual({ a: 9, b: 1 });
});

it('asks for the log while there is none, and keeps what is to be written', async () => {
  const shard = new TestShard();
  shard.log.exists = false;
  shard.commit('a', 1);
  for (let second = 1; second <= 3; second += 1) {
    shard.clock.advanceBy(1000);
    await shard.settled();
    expect(shard.log.requests).toBe(second);
  }
  shard.log.exists = true;
  shard.clock.advanceBy(1000);
  await shard.settled();
  expect(shard.journaled()).toEqual({ a: 1 });
});

it('writes a long journal anew and deletes what is before it', async () => {
  const shard = new TestShard();
  await fill(shard);
  const { startOffset, endOffset } = await shard.log.range(0);
  expect(endOffset - startOffset).toBeLessThan(100);
  const next = new TestShard({ log: shard.log, token: 2 });
  await next.attach();
  expect(offsetsOf(next.found)).toEqual(shard.journaled());
  expect(next.found?.size).toBe(50);
});

it('writes nothing more once a later owner has written', async () => {
  const shard = new TestShard();
  const later = new TestShard({ log: shard.log, token: 2 });
  const filled = fill(shard, () => {
    later.commit('other', 1);
    return later.journal.flush();
  });
  await expect(filled).rejects.toThrow('moving');
  expect([shard.isReplaced, later.isReplaced]).toEqual([true, false]);
  const { endOffset } = await shard.log.range(0);
  shard.commit('0', 1000);
  shard.clock.advanceBy(10_000);
  await shard.settled();
  expect((await shard.log.range(0)).endOffset).toBe(endOffset);
  const next = new TestShard({ log: shard.log, token: 3 });
  await next.attach();
  expect(offsetsOf(next.found)).toMatchObject({ other: 1 });
});

it('takes over what an owner before it has still written, before it deletes that', async () => {
  const shard = new TestShard({ token: 2 });
  const before = new TestShard({ log: shard.log, token: 1 });
  await before.journal.attach(undefined);
  await fill(shard, () => {
    before.commit('other', 1);
    return expect(before.journal.flush()).rejects.toThrow('moving');
  });
  expect(offsetsOf(shard.found)).toMatchObject({ other: 1 });
  expect((await shard.log.range(0)).startOffset).toBeGreaterThan(10_000);
});

it('appends nothing without the lease, nor once stopped', async () => {
  const shard = new TestShard();
  shard.commit('a', 1);
  shard.isOwned = false;
  await expect(shard.journal.flush()).rejects.toThrow('moving');
  shard.isOwned = true;
  shard.journal.stop();
  shard.clock.advanceBy(10_000);
  await shard.settled();
  expect(shard.log.appends).toBe(0);
});

it('goes on behind a record that does not decode', async () => {
  const shard = new TestShard();
  await shard.log.append(0, [{ key: 'a', value: '{' }]);
  shard.commit('b', 1);
  await shard.journal.flush();
  const next = new TestShard({ log: shard.log, token: 2 });
  await next.attach();
  expect(offsetsOf(next.found)).toEqual({ b: 1 });
});

/** More than 10,000 records about 50 offsets; `between` runs before the last of them. */
async function fill(shard: TestShard, between?: () => Promise<void>): Promise<void> {
  for (let round = 0; round <= 200; round += 1) {
    for (let key = 0; key < 50; key += 1) shard.commit(`${key}`, round);
    if (round === 200) await between?.();
    await shard.journal.flush();
  }
}

function offsetsOf(
  entries: ReadonlyMap<string, JournalEntry> | undefined,
): Record<string, number | undefined> {
  return Object.fromEntries(
    Array.from(entries ?? [], ([key, { position }]) => [key, position?.offset]),
  );
}

class TestShard {
  readonly clock = new ManualClock();
  readonly log: MemoryJournalLog;
  readonly journal: ShardJournal;
  found: ReadonlyMap<string, JournalEntry> | undefined;
  coveredTo: number | undefined;
  isOwned = true;
  isReplaced = false;
  readonly #positions = new Map<string, CommittedPosition>();

  /** How long each append took, in seconds. */
  readonly written: number[] = [];

  constructor({ log = new MemoryJournalLog(), token = 1 } = {}) {
    this.log = log;
    this.journal = new ShardJournal({
      shard: 0,
      token,
      log,
      clock: this.clock,
      logger: silentLogger,
      intervalMs: 1000,
      metrics: { journalWritten: (seconds) => this.written.push(seconds) },
      isOwned: () => this.isOwned,
      stateOf: (key) => ({ position: this.#positions.get(key), fencedEpoch: 0 }),
      keys: () => this.#positions.keys(),
      size: () => this.#positions.size,
      onReplaced: () => {
        this.isReplaced = true;
      },
      onFound: (entries) => {
        this.found = entries;
      },
      onCovered: (endOffset) => {
        this.coveredTo = endOffset;
      },
    });
  }

  async attach(fromOffset?: number): Promise<void> {
    this.found = await this.journal.attach(fromOffset);
  }

  commit(key: string, offset: number): void {
    this.#positions.set(key, {
      topic: 'orders',
      offset: toOffset(offset),
      leaderEpoch: undefined,
      metadata: '',
      committedAtMs: 0,
      generation: 0,
    });
    this.journal.note(key);
  }

  forget(key: string): void {
    this.#positions.delete(key);
    this.journal.note(key);
  }

  /** The last word on each key in the log. */
  journaled(): Record<string, number | undefined> {
    return Object.fromEntries(
      this.log
        .recordsOf(0)
        .map((record) => [record.key, decodeEntry(record).position?.offset] as const),
    );
  }

  /** Lets all that is under way in memory come to its end. */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  }
}
