import { Weir } from '@weir/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';

let directory: TemporaryDirectory;
let standalone: StandaloneProcess;

beforeAll(async () => {
  directory = await temporaryDirectory();
  standalone = await StandaloneProcess.create({ directory: directory.path });
  await standalone.start();
  await expectStatus(201, await post('/v1/topics', { name: 'orders', partitions: 2 }));
});

afterAll(async () => {
  await standalone[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

function url(path: string): string {
  return `http://${standalone.address}${path}`;
}

async function post(path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(url(path), { method: 'POST', headers, body: JSON.stringify(body) });
}

async function expectStatus(status: number, response: Response): Promise<unknown> {
  const text = await response.text();
  expect(`${response.status} ${text.slice(0, 500)}`).toMatch(new RegExp(`^${status} `));
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

async function get(path: string): Promise<unknown> {
  return expectStatus(200, await fetch(url(path)));
}

interface PageJson {
  readonly records: readonly { readonly value: string | null; readonly offset: number }[];
  readonly cursor: string;
}

describe('records', () => {
  it('are published and read, page by page', async () => {
    const records = [
      { partition: 1, key: 'k', value: { id: 7 }, headers: [{ key: 'h', value: null }] },
      { partition: 1, value: '/wA=', base64: ['value'] },
      { partition: 1, value: null },
    ];
    const published = await expectStatus(200, await post('/v1/topics/orders/records', { records }));
    expect(published).toMatchObject({
      results: [{ offset: 0 }, { offset: 1 }, { partition: 1, offset: 2, isDuplicate: false }],
    });
    const first = (await get('/v1/topics/orders/records?partition=1&limit=2')) as PageJson;
    expect(first.records).toMatchObject([
      { key: 'k', value: '{"id":7}', headers: [{ key: 'h', value: null }] },
      { key: null, value: '/wA=', base64: ['value'] },
    ]);
    const next = (await get(`/v1/topics/orders/records?cursor=${first.cursor}`)) as PageJson;
    expect(next.records).toMatchObject([{ offset: 2, value: null }]);
  });

  it('are seen by gRPC clients at the same address, and the other way round', async () => {
    await using weir = new Weir({ bootstrap: standalone.address });
    await using consumer = weir.consumer({ topics: ['orders'], from: 'latest' });
    const iteration = consumer.records()[Symbol.asyncIterator]();
    const first = iteration.next();
    await expect
      .poll(() => consumer.assignment().filter((each) => consumer.position(each) !== undefined))
      .toHaveLength(2);
    const response = await fetch(url('/v1/topics/orders/records?key=raw'), {
      method: 'POST',
      body: 'as it is',
    });
    await expectStatus(200, response);
    const { value } = await first;
    expect([value?.keyText(), value?.text()]).toEqual(['raw', 'as it is']);
  });

  it('follow as server-sent events, from the last event on', async () => {
    await post('/v1/topics/orders/records', { records: [{ partition: 0, value: 'one' }] });
    const aborted = new AbortController();
    const headers = { accept: 'text/event-stream' };
    const stream = await fetch(url('/v1/topics/orders/records?partition=0'), {
      headers,
      signal: aborted.signal,
    });
    const text = await readUntil(stream, /id: (\S+)\n\n/);
    expect(text).toContain('"value":"one"');
    aborted.abort();
    const cursor = /id: (\S+)\n\n/.exec(text)?.[1] ?? '';
    await post('/v1/topics/orders/records', { records: [{ partition: 0, value: 'two' }] });
    const again = await fetch(url('/v1/topics/orders/records?partition=0'), {
      headers: { ...headers, 'last-event-id': cursor },
    });
    const rest = await readUntil(again, /"value":"two"/);
    expect(rest).not.toContain('"value":"one"');
    await again.body?.cancel();
  });

  it('that all fail are an error, with what became of each', async () => {
    const answer = await expectStatus(
      404,
      await post('/v1/topics/nope/records', { records: [{ value: 'a' }, { value: 'b' }] }),
    );
    const error = { code: 'UNKNOWN_TOPIC_OR_PARTITION', message: expect.any(String) as unknown };
    expect(answer).toMatchObject({
      error: { ...error, recovery: 'refresh-metadata' },
      results: [{ offset: -1, error }, { error }],
    });
  });

  it('that fail among others are told one by one', async () => {
    const records = [
      { value: 'good', partition: 0 },
      { value: 'bad', partition: 9 },
    ];
    const answer = await expectStatus(207, await post('/v1/topics/orders/records', { records }));
    expect(answer).toMatchObject({
      results: [{ partition: 0 }, { offset: -1, error: { code: 'UNKNOWN_TOPIC_OR_PARTITION' } }],
    });
  });
});

describe('errors', () => {
  it.each([
    ['/v1/topics/nope/records', 404, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['/v1/topics/orders/records?offset=1', 400, 'INVALID_REQUEST'],
    ['/v1/topics/orders/records?partition=0&offset=999', 416, 'OFFSET_OUT_OF_RANGE'],
    ['/v1/topics/orders/records?partition=0&offset=9007199254740993', 400, 'INVALID_REQUEST'],
    ['/v1/topics/orders/records?what=1', 400, 'INVALID_REQUEST'],
    ['/v1/groups/nope', 404, 'GROUP_ID_NOT_FOUND'],
    ['/v2', 404, 'UNSUPPORTED_VERSION'],
  ])('GET %s is answered %i %s', async (path, status, code) => {
    const body = await expectStatus(status, await fetch(url(path)));
    expect(body).toMatchObject({ error: { code } });
  });

  it('name every field of a body that is wrong', async () => {
    const body = await expectStatus(400, await post('/v1/topics', { nam: 'x', partitions: 'a' }));
    expect(body).toMatchObject({
      error: { message: 'body has an unknown field "nam"; body/partitions must be integer' },
    });
  });

  it('refuse pages of other sites', async () => {
    const headers = { origin: 'https://elsewhere.example' };
    const response = await fetch(url('/v1/topics/orders/records'), {
      method: 'POST',
      headers,
      body: 'x',
    });
    expect(await expectStatus(403, response)).toMatchObject({
      error: { code: 'CLUSTER_AUTHORIZATION_FAILED' },
    });
  });
});

describe('topics, groups and the cluster', () => {
  it('are listed, described, changed and deleted', async () => {
    await expectStatus(201, await post('/v1/topics', { name: 'brief' }));
    expect(await get('/v1/topics')).toMatchObject({
      topics: [{ name: 'brief' }, { name: 'orders' }],
    });
    const patched = await fetch(url('/v1/topics/brief/configs'), {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ set: { 'retention.ms': '60000' } }),
    });
    await expectStatus(200, patched);
    expect(await get('/v1/topics/brief')).toMatchObject({
      topic: { replicationFactor: 3, configs: { 'retention.ms': '60000' } },
    });
    await expectStatus(200, await fetch(url('/v1/topics/brief'), { method: 'DELETE' }));
    expect(await get('/v1/topics')).toMatchObject({ topics: [{ name: 'orders' }] });
    expect(await get('/v1/groups')).toEqual({ groups: [] });
    expect(await get('/v1/cluster')).toMatchObject({ topics: 1, leaderlessPartitions: 0 });
  });

  it('are all in the document', async () => {
    const { paths } = (await get('/openapi.json')) as { readonly paths: object };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/v1/topics/{topic}/records', '/v1/groups/{group}/offsets']),
    );
  });
});

async function readUntil({ body }: Response, pattern: RegExp): Promise<string> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (!pattern.test(text)) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) throw new Error(`The stream ended:\n${text}`);
    text += decoder.decode(chunk.value as Uint8Array, { stream: true });
  }
  reader?.releaseLock();
  return text;
}
