import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SeededRandom, type WeirError } from '@weir/core';
import { createBackoff, silentLogger, systemClock } from '@weir/runtime';
import { EmbeddedMetadataStore, type Lease } from '@weir/store';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FlakyStore } from './flaky-store.fixture.ts';
import { ShardWriter } from './shard-writer.ts';
import { waitStored } from './wait-stored.ts';

let directory: string;
let embedded: EmbeddedMetadataStore;
let store: FlakyStore;
let lease: Lease;
const onFenced = vi.fn<(error: WeirError) => void>();

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weir-shard-writer-'));
  embedded = new EmbeddedMetadataStore({ directory });
  await embedded.open();
  store = new FlakyStore(embedded);
  lease = await acquire();
  onFenced.mockReset();
});

afterEach(async () => {
  await embedded[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

it('stores all that is put in one turn with one write', async () => {
  const writer = writerOf(lease);
  for (let index = 0; index < 100; index += 1) put(writer, `key-${index}`, `${index}`);
  await writer.flush();
  expect(store.writes).toBe(1);
  expect(await contents()).toHaveLength(100);
  await writer.flush();
});

it('stores the newest value of a document that changes while a write is under way', async () => {
  const writer = writerOf(lease);
  put(writer, 'a', '1');
  await Promise.resolve();
  for (const value of ['2', '3', '4']) put(writer, 'a', value);
  await writer.flush();
  expect(store.writes).toBe(2);
  expect(await contents()).toEqual([['a', '4']]);
});

it('deletes, and puts again what was deleted', async () => {
  const writer = writerOf(lease);
  put(writer, 'a', '1');
  await writer.flush();
  put(writer, 'a', null);
  await writer.flush();
  expect(await contents()).toEqual([]);
  put(writer, 'a', '2');
  await writer.flush();
  expect(await contents()).toEqual([['a', '2']]);
});

it('keeps changes while the store is down, and stores the newest when it is back', async () => {
  const writer = writerOf(lease);
  store.isDown = true;
  put(writer, 'a', '1');
  await expect(waitStored(writer, systemClock, 50)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  });
  expect(writer.failure?.code).toBe('STORE_UNAVAILABLE');
  put(writer, 'a', '2');
  put(writer, 'b', '3');
  store.isDown = false;
  await writer.flush();
  expect(writer.failure).toBeUndefined();
  expect(await contents()).toEqual([
    ['a', '2'],
    ['b', '3'],
  ]);
});

it('gets over writes whose answers were lost', async () => {
  const writer = writerOf(lease);
  store.losesAnswers = true;
  put(writer, 'a', '1');
  await vi.waitUntil(() => store.writes >= 2, { timeout: 5000 });
  put(writer, 'a', '2');
  store.losesAnswers = false;
  await writer.flush();
  put(writer, 'a', '3');
  await writer.flush();
  expect(await contents()).toEqual([['a', '3']]);
});

it('writes over a store that was rolled back', async () => {
  const writer = writerOf(lease);
  put(writer, 'a', '1');
  await writer.flush();
  await embedded.write({ lease: lease.name, token: lease.token }, [
    { kind: 'delete', collection: 'documents', key: 'a' },
  ]);
  put(writer, 'a', '2');
  await writer.flush();
  expect(await contents()).toEqual([['a', '2']]);
});

it('stores all documents of a unit together, whatever became of the write before', async () => {
  const writer = writerOf(lease);
  store.losesAnswers = true;
  put(writer, 'a', '1');
  await vi.waitUntil(() => store.writes >= 1, { timeout: 5000 });
  store.losesAnswers = false;
  // The write before may have been carried out: 'a' is there already, 'b' is not.
  writer.put('unit', { collection: 'documents', key: 'a' }, '2');
  writer.put('unit', { collection: 'documents', key: 'b' }, '2');
  await writer.flush();
  expect(await contents()).toEqual([
    ['a', '2'],
    ['b', '2'],
  ]);
});

it('writes over what the last owner stored', async () => {
  const first = writerOf(lease);
  put(first, 'a', '1');
  await first.flush();
  const second = writerOf(await acquire());
  put(second, 'a', '2');
  await second.flush();
  expect(store.writes).toBe(2);
  expect(await contents()).toEqual([['a', '2']]);
});

it('stops for good when the store has seen a newer token', async () => {
  const writer = writerOf(lease);
  await acquire();
  put(writer, 'a', '1');
  await expect(writer.flush()).rejects.toMatchObject({ code: 'COORDINATOR_NOT_AVAILABLE' });
  expect(onFenced).toHaveBeenCalledOnce();
  put(writer, 'a', '2');
  await expect(writer.flush()).rejects.toMatchObject({ code: 'COORDINATOR_NOT_AVAILABLE' });
  expect(await contents()).toEqual([]);
});

it('stores the documents of a unit together, however many changed before them', async () => {
  const writer = writerOf(lease);
  const write = vi.spyOn(embedded, 'write');
  for (let index = 0; index < 995; index += 1) put(writer, `key-${index}`, '0');
  for (let index = 0; index < 10; index += 1) {
    writer.put('unit', { collection: 'documents', key: `unit-${index}` }, '0');
  }
  await writer.flush();
  const sizes = write.mock.calls.map(([, mutations]) => mutations.length);
  expect(sizes).toEqual([995, 10]);
});

it('splits a unit only when it is larger than any write', async () => {
  const writer = writerOf(lease);
  for (let index = 0; index < 2500; index += 1) {
    writer.put('unit', { collection: 'documents', key: `unit-${index}` }, '0');
  }
  await writer.flush();
  expect(store.writes).toBe(3);
  expect(await contents()).toHaveLength(2500);
});

function writerOf(held: Lease): ShardWriter {
  return new ShardWriter({
    store,
    fence: { lease: held.name, token: held.token },
    clock: systemClock,
    backoff: createBackoff({ minMs: 1, maxMs: 10, random: new SeededRandom(1) }),
    logger: silentLogger,
    onFenced,
  });
}

function put(writer: ShardWriter, key: string, value: string | null): void {
  writer.put(key, { collection: 'documents', key }, value);
}

async function acquire(): Promise<Lease> {
  const request = { holder: 'me', ttlMs: 10_000, metadata: '' };
  const acquired = await embedded.acquireLease('shard/1', request);
  if (acquired === null) throw new Error('The lease is held');
  return acquired;
}

async function contents(): Promise<[string, string][]> {
  const documents = await embedded.readAll('documents');
  return [...documents]
    .map(([key, { value }]): [string, string] => [key, value])
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
}
