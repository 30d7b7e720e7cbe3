import type { ClientDuplexStream, ServerDuplexStream } from '@grpc/grpc-js';
import type { WeirError } from '@weir/core';
import {
  type FetchStreamData,
  type FetchStreamRequest,
  type FetchStreamRequestInput,
  type FetchStreamResponse,
  type FetchStreamResponseInput,
  LogService,
} from '@weir/protos';
import { fromServiceError, handleBidiStream, type Usage } from '@weir/runtime';
import { afterEach, expect, it } from 'vitest';
import { pausing } from '../quota.fixture.ts';
import { batchOf, callerWho, RoutingFixture, topicId } from './routing.fixture.ts';

let routing: RoutingFixture | undefined;

afterEach(async () => {
  await routing?.[Symbol.asyncDispose]();
});

/** A leader that notes what it is told, and sends what a test says. */
class FakeLeader {
  readonly streams: ServerDuplexStream<FetchStreamRequest, FetchStreamResponseInput>[] = [];
  readonly assigned: string[] = [];
  readonly revoked: number[] = [];
  credit = 0;
  readonly handlers = {
    log: {
      FetchStream: handleBidiStream<FetchStreamRequest, FetchStreamResponseInput>(
        async (stream, { signal }) => {
          this.streams.push(stream);
          this.credit = 0;
          stream.on('data', ({ assign, revoke, credit }: FetchStreamRequest) => {
            for (const { partition, fetchOffset } of assign?.partitions ?? []) {
              this.assigned.push(`${partition}@${fetchOffset}`);
            }
            for (const { partition } of revoke?.partitions ?? []) this.revoked.push(partition);
            this.credit += credit?.bytes ?? 0;
          });
          await new Promise<void>((resolve) => {
            stream.on('end', resolve);
            signal.addEventListener('abort', () => {
              resolve();
            });
          });
        },
      ),
    },
  };

  /** Sends a batch at an offset, for a session. */
  send(partition: number, sessionId: number, offset: number, value = 'v'): number {
    const batch = batchOf(value, offset);
    const data = { topicId, partition, highWatermark: 10, batches: [batch] };
    this.streams.at(-1)?.write({ partitions: [{ sessionId, data }] });
    this.credit -= batch.length;
    return batch.length;
  }

  /** Sends several partitions' parts in one message. */
  sendTogether(parts: readonly { readonly partition: number; readonly sessionId: number }[]): void {
    const partitions = parts.map(({ partition, sessionId }) => {
      const batches = [batchOf(`of ${partition}`, 5)];
      return { sessionId, data: { topicId, partition, highWatermark: 10, batches } };
    });
    this.streams.at(-1)?.write({ partitions });
  }
}

class FakeClient {
  readonly items: FetchStreamData[] = [];
  readonly stream: ClientDuplexStream<FetchStreamRequestInput, FetchStreamResponse>;
  error: WeirError | undefined;

  constructor({ channels, address }: RoutingFixture) {
    this.stream = channels.client(LogService, address).fetchStream();
    this.stream.on('data', ({ partitions }: FetchStreamResponse) => this.items.push(...partitions));
    this.stream.on('error', (error) => {
      this.error = fromServiceError(error);
    });
  }

  /** Each partition under a session of a hundred more than its number. */
  assign(...partitions: number[]): void {
    const wanted = partitions.map((partition) => ({
      ...{ topicId, partition, fetchOffset: 0, sessionId: 100 + partition },
    }));
    this.stream.write({ assign: { partitions: wanted } });
  }

  grant(bytes: number): void {
    this.stream.write({ credit: { bytes } });
  }

  errors(): string[] {
    return this.items.flatMap(({ sessionId, data }) =>
      data?.error ? [`${sessionId} ${data.error.code}`] : [],
    );
  }
}

async function start(leaders: readonly FakeLeader[], leads: number[]) {
  const fixture = await RoutingFixture.start(leaders.map(({ handlers }) => handlers));
  await fixture.tell(leads);
  return { fixture, client: new FakeClient(fixture) };
}

const [one, two] = [1, 2];

it('reads each partition from its leader, within what the client takes', async () => {
  const [left, right] = [new FakeLeader(), new FakeLeader()];
  const { fixture, client } = await start([left, right], [one, two, one]);
  routing = fixture;
  client.assign(0, 1, 2);
  client.grant(100_000);
  await expect.poll(() => [left.credit, right.credit]).toEqual([50_000, 50_000]);
  expect(left.assigned).toEqual(['0@0', '2@0']);
  expect(right.assigned).toEqual(['1@0']);

  left.send(2, 102, 5);
  right.send(1, 101, 7);
  await expect.poll(() => client.items.length).toBe(2);
  const seen = new Map(
    client.items.map(({ sessionId, data }) => [sessionId, data?.batches.length]),
  );
  expect(seen).toEqual(
    new Map([
      [101, 1],
      [102, 1],
    ]),
  );
});

it('says why a partition is not read', async () => {
  const left = new FakeLeader();
  const { fixture, client } = await start([left], [one, 0]);
  routing = fixture;
  client.assign(0, 1, 2);
  await expect
    .poll(() => client.errors())
    .toEqual(['101 LEADER_NOT_AVAILABLE', '102 UNKNOWN_TOPIC_OR_PARTITION']);
  await expect.poll(() => left.assigned).toEqual(['0@0']);
});

it('tells the client that the leader has moved, and drops what the old one still sends', async () => {
  const [left, right] = [new FakeLeader(), new FakeLeader()];
  const { fixture, client } = await start([left, right], [one, one]);
  routing = fixture;
  client.assign(0, 1);
  client.grant(1_000);
  await expect.poll(() => left.credit).toBe(1_000);
  await fixture.tell([two, one]);
  await expect.poll(() => client.errors()).toEqual(['100 NOT_LEADER_OR_FOLLOWER']);
  expect(client.items[0]?.data?.error?.metadata).toMatchObject({
    leader_address: fixture.addressOf(2),
  });
  await expect.poll(() => left.revoked).toEqual([0]);

  left.sendTogether([
    { partition: 0, sessionId: 100 },
    { partition: 1, sessionId: 101 },
  ]);
  await expect.poll(() => client.items.length).toBe(2);
  expect(client.items[1]).toMatchObject({ sessionId: 101, data: { partition: 1 } });

  client.assign(0);
  await expect.poll(() => right.assigned).toEqual(['0@0']);
  right.send(0, 100, 0);
  await expect.poll(() => client.items.length).toBe(3);
});

it('tells the client when a leader has broken, of its partitions alone', async () => {
  const [left, right] = [new FakeLeader(), new FakeLeader()];
  const { fixture, client } = await start([left, right], [one, two]);
  routing = fixture;
  client.assign(0, 1);
  client.grant(1_000);
  await expect.poll(() => right.assigned).toEqual(['1@0']);
  await fixture.stopService(2);
  await expect.poll(() => client.errors()).toEqual(['101 LEADER_NOT_AVAILABLE']);
  left.send(0, 100, 0);
  await expect.poll(() => client.items.length).toBe(2);
  expect(client.error).toBeUndefined();
});

it('takes credit back from a leader that has nothing to send', async () => {
  const [left, right] = [new FakeLeader(), new FakeLeader()];
  const { fixture, client } = await start([left, right], [one, two]);
  routing = fixture;
  client.assign(0);
  client.grant(60_000);
  await expect.poll(() => left.credit).toBeGreaterThan(0);
  const sent = left.send(0, 100, 4);
  client.assign(1);
  await expect.poll(() => right.credit).toBeGreaterThan(0);

  // All that was granted is sent in the end, though the left one never sends again.
  let total = sent;
  for (let round = 0; total < 60_000 && round < 40; round += 1) {
    await expect.poll(() => right.credit > 0).toBe(true);
    total += right.send(1, 101, round, 'x'.repeat(Math.max(1, right.credit - 60)));
  }
  expect(total).toBeGreaterThanOrEqual(60_000);
  expect(left.assigned.slice(0, 2)).toEqual(['0@0', '0@5']);
  await expect
    .poll(() => client.items.reduce((sum, { data }) => sum + (data?.batches[0]?.length ?? 0), 0))
    .toBe(total);
});

it('leaves with its leader what a client does not read, and serves the others', async () => {
  const left = new FakeLeader();
  const { fixture, client } = await start([left], [one]);
  routing = fixture;
  client.assign(0);
  client.grant(1_000_000_000);
  await expect.poll(() => left.assigned).toEqual(['0@0']);
  client.stream.pause();
  const stream = left.streams[0];
  const mib = batchOf('x'.repeat(1024 * 1024), 0);
  let taken = 0;
  for (let count = 0; count < 64; count += 1) {
    const data = { topicId, partition: 0, highWatermark: 10, batches: [mib] };
    stream?.write({ partitions: [{ sessionId: 100, data }] }, () => {
      taken += 1;
    });
  }
  const other = new FakeClient(fixture);
  other.assign(0);
  other.grant(1_000);
  await expect.poll(() => left.streams.length).toBe(2);
  await expect.poll(() => left.assigned.length).toBe(2);
  left.send(0, 100, 0);
  await expect.poll(() => other.items.length).toBe(1);
  expect(taken).toBeLessThan(40);

  client.stream.resume();
  await expect.poll(() => client.items.length).toBe(64);
});

it('asks for the right to read when partitions are assigned, and again when rights change', async () => {
  const left = new FakeLeader();
  const { fixture, client } = await start([left], [one, one]);
  routing = fixture;
  client.stream.cancel();
  let mayRead = false;
  const powers = { securityVersion: 1, may: () => mayRead };
  const ann = callerWho(powers);
  fixture.caller = ann;
  const other = new FakeClient(fixture);
  other.assign(0);
  await expect.poll(() => other.errors()).toEqual(['100 TOPIC_AUTHORIZATION_FAILED']);

  mayRead = true;
  other.assign(0);
  other.grant(1_000);
  await expect.poll(() => left.assigned).toEqual(['0@0']);
  mayRead = false;
  Object.assign(ann, { securityVersion: 2 });
  left.send(0, 100, 0);
  await expect.poll(() => other.errors()).toHaveLength(2);
  expect(other.items).toHaveLength(2);
});

it('reads on only when the quota allows it', async () => {
  const left = new FakeLeader();
  const { fixture, client } = await start([left], [one]);
  routing = fixture;
  client.stream.cancel();
  const charged: Usage[] = [];
  fixture.caller = callerWho(pausing(300, { charged }));
  const other = new FakeClient(fixture);
  other.assign(0);
  other.grant(1_000);
  await expect.poll(() => left.assigned).toEqual(['0@0']);
  const bytes = left.send(0, 100, 0);
  await expect.poll(() => other.items.length).toBe(1);
  const pausedAtMs = performance.now();
  left.send(0, 100, 1);
  await expect.poll(() => other.items.length).toBe(2);
  expect(performance.now() - pausedAtMs).toBeGreaterThan(150);
  expect(charged).toEqual([{ fetchedBytes: bytes }, { fetchedBytes: bytes }]);
});

it('ends with a hint when the gateway stops, and refuses what is no credit', async () => {
  const left = new FakeLeader();
  const { fixture, client } = await start([left], [one]);
  routing = fixture;
  const bad = new FakeClient(fixture);
  bad.grant(-1);
  await expect.poll(() => bad.error?.code).toBe('INVALID_REQUEST');
  client.assign(0);
  await expect.poll(() => left.assigned).toEqual(['0@0']);
  await fixture.server?.stop({ graceMs: 10_000 });
  await expect.poll(() => client.error).toMatchObject({ code: 'SHUTTING_DOWN' });
});
