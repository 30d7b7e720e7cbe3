import { ManualClock } from '@weir/core';
import { MetadataService, type WatchMetadataResponse } from '@weir/protos';
import { expect, it, onTestFinished, vi } from 'vitest';
import { delta, snapshot, topic } from '../test/metadata-events.ts';
import { callUnary } from './call-unary.ts';
import { ChannelPool } from './channel-pool.ts';
import { silentLogger } from './logger.ts';
import { createMetadataHandlers } from './metadata-handlers.ts';
import { MetadataView } from './metadata-view.ts';
import { RpcServer } from './rpc-server.ts';
import { allow, RuleCaller } from './security/rule-caller.fixture.ts';
import { fromServiceError } from './service-error.ts';

const waiting = { timeout: 30_000, interval: 5 };

async function serve(caller: RuleCaller) {
  const view = new MetadataView();
  view.replace(snapshot(1, [topic('1', 'orders'), topic('2', 'secrets')]));
  const clock = new ManualClock();
  const server = new RpcServer({ logger: silentLogger, security: { identify: () => caller } });
  server.addService(MetadataService.service, { ...createMetadataHandlers(view, { clock }) });
  const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
  const channels = new ChannelPool();
  onTestFinished(async () => {
    channels.close();
    await server.stop({ graceMs: 1 });
  });
  return { view, clock, client: channels.client(MetadataService, address) };
}

function watch(client: InstanceType<typeof MetadataService>) {
  const events: WatchMetadataResponse[] = [];
  const end = Promise.withResolvers<string>();
  const stream = client.watchMetadata({});
  stream.on('data', (event: WatchMetadataResponse) => events.push(event));
  stream.on('error', (error) => {
    end.resolve(fromServiceError(error).code);
  });
  return { events, ended: end.promise };
}

const namesIn = (event: WatchMetadataResponse | undefined): string[] | undefined =>
  (event?.snapshot ?? event?.delta)?.topics.map(({ name }) => name);

it('answers with no topic that the caller may not describe, as if there were none', async () => {
  const { client } = await serve(new RuleCaller([allow('describe', 'orders')]));
  const ask = async (topics: string[]) => {
    const request = { topics };
    const answer = await callUnary(client, 'getMetadata', request, { deadlineMs: 30_000 });
    return answer.snapshot?.topics.map(({ name }) => name);
  };
  expect(await ask([])).toEqual(['orders']);
  expect(await ask(['secrets', 'nowhere'])).toEqual([]);
});

it('sends a watcher a fresh snapshot when its rights have changed', async () => {
  const caller = new RuleCaller([allow('describe', 'orders')]);
  const { client, view, clock } = await serve(caller);
  const { events } = watch(client);
  await vi.waitUntil(() => events.length === 1, waiting);
  view.apply(delta(1, [topic('3', 'more')]));
  await vi.waitUntil(() => events.length === 2, waiting);
  expect(events.map(namesIn)).toEqual([['orders'], []]);

  caller.change([allow('describe', 'secrets')]);
  clock.advanceBy(1_000);
  await vi.waitUntil(() => events.length === 3, waiting);
  expect(events[2]?.snapshot?.version).toBe(2);
  expect(namesIn(events[2])).toEqual(['secrets']);
});

it('ends the watch of a caller whose credentials have expired', async () => {
  const caller = new RuleCaller();
  const { client, clock } = await serve(caller);
  const { events, ended } = watch(client);
  await vi.waitUntil(() => events.length === 1, waiting);
  caller.hasExpired = true;
  clock.advanceBy(1_000);
  expect(await ended).toBe('AUTHENTICATION_FAILED');
});
