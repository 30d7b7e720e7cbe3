import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BoundedLists, listSlack } from './bounded-lists.ts';
import { compareListIds, parseListId } from './list-id.ts';

/** Opens the lists under test; twice on the same data is a second life of the process. */
export interface ListsUnderTest {
  readonly open: () => Promise<BoundedLists & AsyncDisposable>;
}

/** What every adapter of `BoundedLists` must do. */
export function describeBoundedLists({ open }: ListsUnderTest): void {
  let lists: BoundedLists & AsyncDisposable;

  beforeEach(async () => {
    lists = await open();
  });

  afterEach(async () => {
    await lists[Symbol.asyncDispose]();
  });

  const numbered = (count: number, from = 0): string[] =>
    Array.from({ length: count }, (_none, index) => `é ${from + index}`);

  async function newest(list: string, limit: number, before?: string): Promise<string[]> {
    return (await lists.readList(list, { limit, before })).map(({ value }) => value);
  }

  it('gives back what was appended, the newest first, page by page', async () => {
    expect(await newest('a', 10)).toEqual([]);
    await lists.appendToList('a', numbered(3), 100);
    await lists.appendToList('a', numbered(2, 3), 100);
    const first = await lists.readList('a', { limit: 2 });
    expect(first.map(({ value }) => value)).toEqual(['é 4', 'é 3']);
    const second = await lists.readList('a', { limit: 2, before: first.at(-1)?.id });
    expect(second.map(({ value }) => value)).toEqual(['é 2', 'é 1']);
    expect(await newest('a', 2, second.at(-1)?.id)).toEqual(['é 0']);
    const [oldest] = await lists.readList('a', { limit: 1, before: second.at(-1)?.id });
    expect(await newest('a', 2, oldest?.id)).toEqual([]);
  });

  it('numbers entries by the time, each above the one before', async () => {
    await lists.appendToList('a', numbered(50), 100);
    const entries = await lists.readList('a', { limit: 100 });
    const ids = entries.map(({ id }) => parseListId(id) ?? { ms: 0, sequence: 0 });
    for (const [index, id] of ids.slice(1).entries()) {
      expect(compareListIds(ids[index] ?? id, id)).toBeGreaterThan(0);
    }
    expect(Math.abs((ids[0]?.ms ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('reads what is older than an id that no entry has', async () => {
    await lists.appendToList('a', numbered(2), 100);
    expect(await newest('a', 10, `${Date.now() + 60_000}-0`)).toEqual(['é 1', 'é 0']);
    expect(await newest('a', 10, '5-0')).toEqual([]);
    expect(await newest('a', 10, '0-0')).toEqual([]);
  });

  it('forgets the oldest, and keeps lists apart', async () => {
    await lists.appendToList('other', ['x'], 100);
    for (let from = 0; from < 2_000; from += 500) {
      await lists.appendToList('a', numbered(500, from), 300);
    }
    const kept = await newest('a', 5_000);
    expect(kept.length).toBeGreaterThanOrEqual(300);
    expect(kept.length).toBeLessThanOrEqual(300 + listSlack);
    expect(kept.slice(0, 300)).toEqual(numbered(300, 1_700).toReversed());
    expect(await newest('other', 10)).toEqual(['x']);
  });
}
