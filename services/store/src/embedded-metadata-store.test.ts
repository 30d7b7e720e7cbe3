import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeBoundedLists } from './bounded-lists.contract.ts';
import { EmbeddedMetadataStore } from './embedded-metadata-store.ts';
import { describeMetadataStore } from './metadata-store.contract.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-store-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function open(): Promise<EmbeddedMetadataStore> {
  const store = new EmbeddedMetadataStore({ directory });
  await store.open();
  return store;
}

describe('EmbeddedMetadataStore', () => {
  describeMetadataStore({ open });
});

describe('lists of EmbeddedMetadataStore', () => {
  describeBoundedLists({ open });
});

it('has documents and the last token after a restart, but no leases', async () => {
  const request = { holder: 'a', ttlMs: 60_000, metadata: '' };
  const first = await open();
  const lease = await first.acquireLease('writer', request);
  const fence = { lease: 'writer', token: lease?.token ?? 0 };
  await first.write(fence, [
    { kind: 'put', collection: 'things', key: 'a', value: '1', version: 3 },
  ]);
  await first[Symbol.asyncDispose]();

  const second = await open();
  expect(await second.read('things', 'a')).toEqual({ value: '1', version: 3 });
  const next = await second.acquireLease('writer', { ...request, holder: 'b' });
  expect(next?.token).toBeGreaterThan(fence.token);
  await second[Symbol.asyncDispose]();
});

it('has lists after a restart, numbers on from them, and forgets what is too much', async () => {
  const first = await open();
  await first.appendToList('a', ['1', '2'], 2);
  const [newest] = await first.readList('a', { limit: 1 });
  await first[Symbol.asyncDispose]();

  const second = await open();
  await second.appendToList('a', ['3'], 2);
  const entries = await second.readList('a', { limit: 10 });
  expect(entries.map(({ value }) => value)).toEqual(['3', '2', '1']);
  expect(entries[1]?.id).toBe(newest?.id);
  expect(await second.readAll('a')).toEqual(new Map());
  for (let count = 0; count < 100; count += 1) await second.appendToList('a', ['x'], 2);
  expect(await second.readList('a', { limit: 200 })).toHaveLength(2);
  await second[Symbol.asyncDispose]();
});

it('says that another process has it open', async () => {
  await using first = await open();
  expect(await first.incarnation()).not.toBe('');
  await expect(open()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});
