import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lease, MetadataStore, Mutation } from './metadata-store.ts';

/** Opens the store under test; `reopen` is a second life of the process on the same data. */
export interface StoreUnderTest {
  readonly open: () => Promise<MetadataStore>;
}

/** What every adapter of `MetadataStore` must do. */
export function describeMetadataStore({ open }: StoreUnderTest): void {
  let store: MetadataStore;
  let lease: Lease;

  beforeEach(async () => {
    store = await open();
    lease = await acquire('writer', 'me');
  });

  afterEach(async () => {
    await store[Symbol.asyncDispose]();
  });

  async function acquire(name: string, holder: string, ttlMs = 60_000): Promise<Lease> {
    const acquired = await store.acquireLease(name, { holder, ttlMs, metadata: `of ${holder}` });
    if (acquired === null) throw new Error(`${name} is held by somebody else`);
    return acquired;
  }

  function put(key: string, version: number, expectedVersion?: number | null): Mutation {
    return {
      kind: 'put',
      collection: 'things',
      key,
      version,
      value: JSON.stringify({ text: `é|${version}` }),
      ...(expectedVersion === undefined ? undefined : { expectedVersion }),
    };
  }

  const fence = () => ({ lease: lease.name, token: lease.token });

  describe('documents', () => {
    it('gives back what was put, and null for what was not', async () => {
      expect(await store.write(fence(), [put('a', 1), put('b/c', 2)])).toEqual([
        { ok: true },
        { ok: true },
      ]);
      expect(await store.read('things', 'a')).toEqual({ version: 1, value: '{"text":"é|1"}' });
      expect(await store.read('things', 'z')).toBeNull();
      expect(await store.read('others', 'a')).toBeNull();
      expect(await store.readAll('things')).toEqual(
        new Map([
          ['a', { version: 1, value: '{"text":"é|1"}' }],
          ['b/c', { version: 2, value: '{"text":"é|2"}' }],
        ]),
      );
      expect(await store.readAll('nothing')).toEqual(new Map());
    });

    it('refuses each mutation by itself where the version is another', async () => {
      await store.write(fence(), [put('a', 5)]);
      expect(
        await store.write(fence(), [
          put('a', 6, 4),
          put('a', 6, null),
          put('a', 6, 5),
          put('b', 1, 3),
          put('b', 1, null),
        ]),
      ).toEqual([
        { ok: false, actualVersion: 5 },
        { ok: false, actualVersion: 5 },
        { ok: true },
        { ok: false, actualVersion: null },
        { ok: true },
      ]);
      expect((await store.read('things', 'a'))?.version).toBe(6);
    });

    it('refuses a version that is not larger than the expected one', async () => {
      await store.write(fence(), [put('a', 5)]);
      expect(await store.write(fence(), [put('a', 5, 5), put('a', 4, 5), put('a', 6, 5)])).toEqual([
        { ok: false, actualVersion: 5 },
        { ok: false, actualVersion: 5 },
        { ok: true },
      ]);
      expect(await store.write(fence(), [put('a', 1)])).toEqual([{ ok: true }]);
    });

    it('deletes by version and whatever is there', async () => {
      await store.write(fence(), [put('a', 1), put('b', 1)]);
      const remove = (key: string, expectedVersion?: number): Mutation => ({
        kind: 'delete',
        collection: 'things',
        key,
        ...(expectedVersion === undefined ? undefined : { expectedVersion }),
      });
      expect(await store.write(fence(), [remove('a', 2), remove('b'), remove('c')])).toEqual([
        { ok: false, actualVersion: 1 },
        { ok: true },
        { ok: true },
      ]);
      expect([...(await store.readAll('things')).keys()]).toEqual(['a']);
    });

    it('keeps versions up to the largest safe integer', async () => {
      const last = Number.MAX_SAFE_INTEGER;
      await store.write(fence(), [put('a', last - 1)]);
      expect(await store.write(fence(), [put('a', last, last - 1)])).toEqual([{ ok: true }]);
      expect((await store.read('things', 'a'))?.version).toBe(last);
    });

    it('takes a thousand mutations at once', async () => {
      const mutations = Array.from({ length: 1_000 }, (_, index) => put(`key-${index}`, index));
      const results = await store.write(fence(), mutations);
      expect(results.every(({ ok }) => ok)).toBe(true);
      expect((await store.readAll('things')).size).toBe(1_000);
    });
  });

  describe('fencing', () => {
    it('refuses the writes of an older token once a newer one was given out', async () => {
      const old = fence();
      await store.write(old, [put('a', 1)]);
      await acquire('writer', 'me');
      await expect(store.write(old, [put('a', 2)])).rejects.toMatchObject({ code: 'STORE_FENCED' });
      expect((await store.read('things', 'a'))?.version).toBe(1);
    });

    it('is told by a write of nothing', async () => {
      const old = fence();
      expect(await store.write(old, [])).toEqual([]);
      await acquire('writer', 'me');
      await expect(store.write(old, [])).rejects.toMatchObject({ code: 'STORE_FENCED' });
    });

    it('does not mix up the tokens of different leases', async () => {
      await acquire('other', 'me');
      expect(await store.write(fence(), [put('a', 1)])).toEqual([{ ok: true }]);
    });
  });

  describe('leases', () => {
    it('belong to one holder until they end', async () => {
      const other = { holder: 'other', ttlMs: 1_000, metadata: '' };
      expect(await store.acquireLease('writer', other)).toBeNull();
      await store.releaseLease(lease);
      expect(await store.acquireLease('writer', other)).toMatchObject({ holder: 'other' });
    });

    it('pass to another holder when their time is up, with a larger token', async () => {
      const short = await acquire('short', 'me', 30);
      const next = await vi.waitUntil(() =>
        store.acquireLease('short', { holder: 'other', ttlMs: 1_000, metadata: '' }),
      );
      expect(next.token).toBeGreaterThan(short.token);
      expect(await store.renewLeases([short, next], 1_000)).toEqual([false, true]);
      await store.releaseLease(short);
      expect(await store.renewLeases([next], 1_000)).toEqual([true]);
    });

    it('last as long as they are renewed', async () => {
      const other = { holder: 'other', ttlMs: 1_000, metadata: '' };
      const renewed = await acquire('renewed', 'me', 100);
      expect(await store.renewLeases([renewed], 60_000)).toEqual([true]);
      await acquire('forgotten', 'me', 100);
      await vi.waitUntil(() => store.acquireLease('forgotten', other));
      expect(await store.acquireLease('renewed', other)).toBeNull();
    });

    it('are listed by the start of their names while they are held', async () => {
      const one = await acquire('shard/1', 'a');
      await acquire('shard/2', 'b');
      await acquire('shape', 'c');
      const gone = await acquire('shard/3', 'd');
      await store.releaseLease(gone);
      const listed = await store.listLeases('shard/');
      expect(listed.map(({ name }) => name).toSorted()).toEqual(['shard/1', 'shard/2']);
      expect(listed).toContainEqual(one);
      expect(one.metadata).toBe('of a');
    });

    it('give each acquisition a larger token than any before', async () => {
      const tokens = [];
      for (const name of ['a', 'b', 'a', 'c']) tokens.push((await acquire(name, 'me')).token);
      expect(tokens).toEqual(tokens.toSorted((left, right) => left - right));
      expect(new Set(tokens).size).toBe(4);
    });
  });

  it('has one incarnation as long as it runs', async () => {
    const incarnation = await store.incarnation();
    expect(incarnation).not.toBe('');
    expect(await store.incarnation()).toBe(incarnation);
  });
}
