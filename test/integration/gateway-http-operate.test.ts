import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';

let directory: TemporaryDirectory;
let standalone: StandaloneProcess;

beforeAll(async () => {
  directory = await temporaryDirectory();
  standalone = await StandaloneProcess.create({ directory: directory.path });
  await standalone.start();
  await send('POST', '/v1/topics', { name: 'orders', partitions: 3 });
  const records = [0, 1, 2].flatMap((partition) =>
    Array.from({ length: 10 }, (_none, index) => ({ partition, value: `${index}` })),
  );
  await send('POST', '/v1/topics/orders/records', { records });
}, 90_000);

afterAll(async () => {
  await standalone[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

async function send<Answer = unknown>(method: string, path: string, body?: object) {
  const response = await fetch(`http://${standalone.address}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(`${response.status} ${text.slice(0, 500)}`).toMatch(/^20[01] /u);
  return JSON.parse(text) as Answer;
}

interface PartitionRow {
  readonly topic: string;
  readonly partition: number;
  readonly leader?: number;
  readonly assignedReplicas: readonly number[];
}

async function partitionsOf(query: string): Promise<readonly PartitionRow[]> {
  const answer = await send<{ partitions: PartitionRow[] }>('GET', `/v1/partitions${query}`);
  return answer.partitions;
}

const marks = { logStartOffset: 0, highWatermark: 10, logEndOffset: 10 };

describe('logs', () => {
  it('are described, with how far followers are', async () => {
    const described = await eventually(async () => {
      const answer = await send<{ partitions: { followers: { inSync: boolean }[] }[] }>(
        ...(['GET', '/v1/topics/orders/logs'] as const),
      );
      const { partitions } = answer;
      return partitions.every(({ followers }) => followers.every(({ inSync }) => inSync)) && answer;
    });
    expect(described.partitions).toMatchObject(
      [0, 1, 2].map((partition) => ({
        ...{ partition, error: null, segments: 1, ...marks },
        followers: [{ inSync: true }, { inSync: true }],
      })),
    );
  });

  it('are summed for lists', async () => {
    expect(await send('GET', '/v1/logs?topics=orders,none')).toEqual({
      topics: [
        {
          ...{ name: 'orders', records: 30, highWatermarks: 30, segments: 3, unanswered: 0 },
          logBytes: expect.any(Number) as number,
        },
      ],
    });
  });

  it('have offsets by time and by end, and lose what is deleted', async () => {
    const ends = { partitions: [{ offset: 10 }, { offset: 10 }, { offset: 10 }] };
    expect(await send('GET', '/v1/topics/orders/offsets')).toMatchObject(ends);
    const none = { partitions: [{ offset: -1 }, { offset: -1 }, { offset: -1 }] };
    const later = `spec=OFFSET_SPEC_TIMESTAMP&timestampMs=${Date.now() + 3_600_000}`;
    expect(await send('GET', `/v1/topics/orders/offsets?${later}`)).toMatchObject(none);
    const partitions = [
      { partition: 0, beforeOffset: 4 },
      { partition: 2, beforeOffset: -1 },
    ];
    const deleted = await send('POST', '/v1/topics/orders/records/delete', { partitions });
    expect(deleted).toMatchObject({
      partitions: [
        { partition: 0, error: null, logStartOffset: 4 },
        { partition: 2, error: null, logStartOffset: 10 },
      ],
    });
    const starts = { partitions: [{ offset: 4 }, { offset: 0 }, { offset: 10 }] };
    const query = 'spec=OFFSET_SPEC_EARLIEST';
    expect(await send('GET', `/v1/topics/orders/offsets?${query}`)).toMatchObject(starts);
  });
});

describe('nodes and partitions', () => {
  it('are drained by an operator, and take leaderships again', async () => {
    expect(await partitionsOf('?node=2')).toHaveLength(3);
    await send('POST', '/v1/nodes/2/drain', { draining: true });
    await eventually(async () => {
      const rows = await partitionsOf('?node=2');
      return rows.every(({ leader }) => leader !== undefined && leader !== 2);
    });
    expect(await send('GET', '/v1/cluster')).toMatchObject({
      nodeStatuses: expect.arrayContaining([
        expect.objectContaining({ nodeId: 2, draining: true }),
      ]) as object,
    });
    await send('POST', '/v1/nodes/2/drain', { draining: false });
    await send('POST', '/v1/elections', { type: 'ELECTION_TYPE_PREFERRED' });
    await eventually(async () => {
      const rows = await partitionsOf('?node=2');
      return rows.every(({ leader, assignedReplicas }) => leader === assignedReplicas[0]);
    });
  });

  it('are moved, and balanced', async () => {
    const [first] = await partitionsOf('');
    const replicas = first?.assignedReplicas.toReversed() ?? [];
    const partition = { topic: 'orders', partition: 0 };
    const moved = await send('POST', '/v1/reassignments', {
      reassignments: [{ partition, replicas }],
    });
    expect(moved).toMatchObject({ results: [{ partition, errorCode: '' }] });
    await eventually(async () => {
      const { reassignments } = await send<{ reassignments: unknown[] }>(
        'GET',
        '/v1/reassignments',
      );
      return reassignments.length === 0;
    });
    const [now] = await partitionsOf('');
    expect(now?.assignedReplicas).toEqual(replicas);
    const balance = await send<{ moves: unknown[] }>('POST', '/v1/balance', { validateOnly: true });
    expect(balance.moves.length).toBeLessThanOrEqual(1);
  });

  it('are decommissioned only where replicas can go, which can be taken back', async () => {
    expect(await send('POST', '/v1/nodes/3/decommission')).toEqual({ assignedReplicas: 3 });
    expect(await send('GET', '/v1/cluster')).toMatchObject({
      nodeStatuses: expect.arrayContaining([
        expect.objectContaining({ nodeId: 3, decommissioning: true }),
      ]) as object,
    });
    await send('POST', '/v1/nodes/3/decommission', { cancel: true });
  });

  it('that are well are not listed as ailing', async () => {
    for (const state of ['leaderless', 'under-replicated', 'under-min-isr']) {
      await expect.poll(() => partitionsOf(`?state=${state}`), { timeout: 20_000 }).toEqual([]);
    }
  });
});

it('tells that nobody is asked who they are', async () => {
  expect(await send('GET', '/v1/session')).toEqual({
    ...{ clusterId: expect.any(String) as string, version: expect.any(String) as string },
    ...{ authentication: 'off', principal: null, readOnly: false },
  });
});

it('answers the same port with the console, or says how it is built', async () => {
  const response = await fetch(`http://${standalone.address}/`, {
    headers: { accept: 'text/html' },
  });
  expect(response.url).toBe(`http://${standalone.address}/console/`);
  expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  const text = await response.text();
  if (response.status === 200) expect(text).toContain('/console/assets/');
  else expect(text).toContain('npm run build -w @weir/console');
});

it('shows and changes quotas', async () => {
  const quota = { principal: 'user:ann', requestsPerSecond: 100 };
  await send('POST', '/v1/quotas', { quota });
  expect(await send('GET', '/v1/quotas')).toMatchObject({ quotas: [quota] });
  await send('POST', '/v1/quotas', { quota: { principal: 'user:ann' } });
  expect(await send('GET', '/v1/quotas')).toEqual({ quotas: [] });
});
