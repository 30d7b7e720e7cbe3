import { type BrowsePage, Weir } from '@weir/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';

interface RecordJson {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly value: string | null;
}

interface PageJson {
  readonly records: readonly RecordJson[];
  readonly cursor: string;
  readonly isEnd: boolean;
  readonly partitions: readonly { readonly partition: number; readonly highWatermark: number }[];
}

interface Line {
  readonly record?: RecordJson;
  readonly progress?: { readonly scanned: number; readonly remaining: number };
  readonly end?: {
    readonly reason: string;
    readonly scanned: number;
    readonly matched: number;
    readonly cursor?: string;
  };
  readonly error?: { readonly code: string; readonly message: string };
}

const recordCount = 100_000;
const needleAt = 31_415;

let directory: TemporaryDirectory;
let standalone: StandaloneProcess;
let weir: Weir;

beforeAll(async () => {
  directory = await temporaryDirectory();
  standalone = await StandaloneProcess.create({ directory: directory.path });
  await standalone.start();
  weir = new Weir({ bootstrap: standalone.address });
  const admin = weir.admin();
  for (const [name, partitions] of [
    ['hay', 3],
    ['trimmed', 1],
    ['empty', 3],
  ] as const) {
    await admin.createTopic({ name, partitions, replicationFactor: 1 });
  }
  await using producer = weir.producer();
  const sent = Array.from({ length: recordCount }, (_, index) =>
    producer.send({
      topic: 'hay',
      key: `k${index}`,
      value: JSON.stringify({ index, word: index === needleAt ? 'Nadel' : 'straw', at: 'home' }),
      headers: { source: index % 1_000 === 0 ? 'thousand' : 'other' },
    }),
  );
  await Promise.all(sent);
  for (let index = 0; index < 1_000; index += 1) {
    void producer.send({ topic: 'trimmed', value: `${index}` });
  }
  await producer.flush();
  await admin.deleteRecords([{ topic: 'trimmed', partition: 0, beforeOffset: 900 }]);
}, 120_000);

afterAll(async () => {
  await weir[Symbol.asyncDispose]();
  await standalone[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
}, 60_000);

function url(path: string): string {
  return `http://${standalone.address}${path}`;
}

async function get(path: string): Promise<PageJson> {
  const response = await fetch(url(path));
  expect(response.status).toBe(200);
  return (await response.json()) as PageJson;
}

async function search(query: string): Promise<Line[]> {
  const response = await fetch(url(`/v1/topics/hay/search?${query}`));
  expect(response.status).toBe(200);
  const text = await response.text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function placeOf({ partition, offset }: { partition: number; offset: number }): string {
  return `${partition}/${offset}`;
}

describe('pages of 100,000 records', () => {
  it.each(['newest', 'oldest'] as const)('%s first meet, over HTTP', async (order) => {
    const seen = new Set<string>();
    const next = new Map<number, number>();
    let count = 0;
    let cursor = '';
    for (;;) {
      const page = await get(`/v1/topics/hay/browse?order=${order}&limit=1000${cursor}`);
      for (const record of page.records) {
        seen.add(placeOf(record));
        const expected = next.get(record.partition) ?? record.offset;
        if (record.offset !== expected) throw new Error(`${placeOf(record)}, not ${expected}`);
        next.set(record.partition, record.offset + (order === 'newest' ? -1 : 1));
        count += 1;
      }
      if (page.isEnd) break;
      expect(page.records).toHaveLength(1_000);
      cursor = `&cursor=${page.cursor}`;
    }
    expect(count).toBe(recordCount);
    expect(seen.size).toBe(recordCount);
  });

  it('meet through the client, which asks the leaders itself', async () => {
    let page: BrowsePage | undefined;
    let count = 0;
    let lowestMs = Number.POSITIVE_INFINITY;
    do {
      page = await weir.browse('hay', { limit: 5_000, partition: 1, cursor: page?.cursor });
      const times = page.records.map(({ timestampMs }) => timestampMs);
      expect(times[0]).toBeLessThanOrEqual(lowestMs);
      expect(times).toEqual(times.toSorted((left, right) => right - left));
      lowestMs = times.at(-1) ?? 0;
      count += page.records.length;
    } while (!page.isEnd);
    const [standing] = page.partitions;
    expect(standing).toMatchObject({ partition: 1, logStartOffset: 0, highWatermark: count });
  });

  it('begin at an offset or a time', async () => {
    const { records } = await get(
      '/v1/topics/hay/browse?order=oldest&partition=2&fromOffset=7&limit=2',
    );
    expect(records.map(({ offset }) => offset)).toEqual([7, 8]);
    const timestampMs = records[0]?.timestampMs ?? 0;
    const later = await get(
      `/v1/topics/hay/browse?order=oldest&limit=1&partition=2&fromTimestampMs=${timestampMs}`,
    );
    expect(later.records[0]?.timestampMs).toBe(timestampMs);
    const none = await get(`/v1/topics/hay/browse?fromTimestampMs=${Date.now() + 3_600_000}`);
    expect(none).toMatchObject({ records: [], isEnd: true });
  });
});

describe('logs with little in them', () => {
  it('are answered at once when they are empty', async () => {
    const startedMs = performance.now();
    const page = await get('/v1/topics/empty/browse');
    expect(page).toMatchObject({ records: [], isEnd: true });
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    const response = await fetch(url('/v1/topics/empty/search?text=x'));
    const line = JSON.parse(await response.text()) as Line;
    expect(line.end).toMatchObject({ reason: 'end', scanned: 0 });
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });

  it('end where they begin by now', async () => {
    const page = await get('/v1/topics/trimmed/browse?limit=1000');
    expect(page.records.map(({ offset }) => offset)).toEqual(
      Array.from({ length: 100 }, (_, index) => 999 - index),
    );
    expect(page).toMatchObject({ isEnd: true, partitions: [{ logStartOffset: 900 }] });
    const oldest = await get('/v1/topics/trimmed/browse?order=oldest&limit=1&fromOffset=5');
    expect(oldest.records[0]?.offset).toBe(900);
  });
});

describe('searches of 100,000 records', () => {
  it.each([
    ['text=nadel', 'in any case'],
    ['text=Nadel&caseSensitive=true&in=value', 'letter by letter'],
    ['value=n.del%22&regex=true', 'by a pattern'],
    [`key=k${needleAt}`, 'by its key'],
    [`jsonPath=index=${needleAt}&order=oldest`, 'by a field of JSON'],
  ])('find one of them: %s, %s', async (query) => {
    const lines = await search(query);
    const found = lines.flatMap(({ record }) => record ?? []);
    expect(found.map(({ value }) => value)).toEqual([expect.stringContaining(`${needleAt}`)]);
    expect(lines.at(-1)?.end).toMatchObject({ reason: 'end', scanned: recordCount, matched: 1 });
  });

  it('find those with a header, as many as are wanted, and go on by the cursor', async () => {
    const found: RecordJson[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const lines = await search(`header=source%3Dthousand&limit=30${cursor}`);
      found.push(...lines.flatMap(({ record }) => record ?? []));
      const next: string | undefined = lines.at(-1)?.end?.cursor;
      cursor = next === undefined ? undefined : `&cursor=${next}`;
    }
    expect(found).toHaveLength(recordCount / 1_000);
    expect(new Set(found.map(placeOf)).size).toBe(found.length);
    const times = found.map(({ timestampMs }) => timestampMs);
    expect(times).toEqual(times.toSorted((left, right) => right - left));
  });

  it('stop when their time is up, and go on by the cursor to the end', async () => {
    let scanned = 0;
    let matched = 0;
    let rounds = 0;
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      // A pattern is slow enough to be cut short.
      const lines = await search(
        `value=(s.raw%7CNadel).*home&regex=true&limit=10000&timeMs=60${cursor}`,
      );
      matched += lines.filter(({ record }) => record !== undefined).length;
      const { end, error } = lines.at(-1) ?? {};
      expect(error).toBeUndefined();
      scanned += end?.scanned ?? 0;
      rounds += 1;
      cursor = end?.cursor === undefined ? undefined : `&cursor=${end.cursor}`;
    }
    expect(rounds).toBeGreaterThan(2);
    expect(matched).toBe(recordCount);
    expect(scanned).toBeGreaterThanOrEqual(recordCount);
  });

  it('wait for a reader that is slow, and end when it goes', async () => {
    const gone = new AbortController();
    const response = await fetch(url('/v1/topics/hay/search?limit=10000'), { signal: gone.signal });
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(first?.done).toBe(false);
    gone.abort();
    // The place of a search that ended is free again: there are 16 of them.
    for (let round = 0; round < 20; round += 1) {
      const lines = await search('text=nadel&timeMs=60000');
      expect(lines.at(-1)?.end?.reason).toBe('end');
    }
  });

  it('refuse what cannot be meant, before the first line', async () => {
    for (const [query, message] of [
      ['text=(&regex=true', 'Unterminated group'],
      ['jsonPath=a', 'not PATH=VALUE'],
      ['cursor=1', 'not one that an earlier answer gave'],
      ['partition=9', 'Partition 9 is outside 0 to 2'],
      ['in=body', 'must match pattern'],
    ]) {
      const response = await fetch(url(`/v1/topics/hay/search?${query}`));
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(await response.text()).toContain(message);
    }
    expect((await fetch(url('/v1/topics/nope/search'))).status).toBe(404);
  });

  it('refuse a pattern that hangs, and the gateway goes on', async () => {
    const lines = await search('value=(((([%5E~]%2B)%2B)%2B)%2B)~&regex=true');
    expect(lines.at(-1)?.error).toMatchObject({ code: 'INVALID_REQUEST' });
    expect((await get('/v1/topics/hay/browse?limit=1')).records).toHaveLength(1);
  });

  it('are in the document', async () => {
    const response = await fetch(url('/openapi.json'));
    const { paths } = (await response.json()) as { readonly paths: object };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/v1/topics/{topic}/browse', '/v1/topics/{topic}/search']),
    );
  });
});
