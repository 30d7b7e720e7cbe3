import { WeirError } from '@weir/core';
import { AdminService, LogService } from '@weir/protos';
import { callUnary, createMetrics, handleUnary } from '@weir/runtime';
import { afterEach, expect, it } from 'vitest';
import { createRelayMeter } from './relay-metrics.ts';
import { RoutingFixture, topicId } from './routing.fixture.ts';

let routing: RoutingFixture | undefined;

afterEach(async () => {
  await routing?.[Symbol.asyncDispose]();
});

it('counts each attempt by its owner and its end, with the time of those that were answered', async () => {
  const metrics = createMetrics();
  const refusals = [new WeirError('NOT_CONTROLLER', 'Not I')];
  const controller = {
    admin: {
      DeleteTopic: handleUnary(async () => {
        const refusal = refusals.shift();
        if (refusal !== undefined) throw refusal;
        return {};
      }),
    },
    log: {
      ListOffsets: handleUnary(async () => ({
        partitions: [{ topicId, partition: 0, offset: 1 }],
      })),
    },
  };
  routing = await RoutingFixture.start([controller], createRelayMeter(metrics));
  await routing.tell([1]);
  const { channels, address } = routing;
  const deadline = { deadlineMs: 5_000 };
  await callUnary(channels.client(AdminService, address), 'deleteTopic', { name: 't' }, deadline);
  const partitions = [{ topicId, partition: 0 }];
  await callUnary(channels.client(LogService, address), 'listOffsets', { partitions }, deadline);

  const lines = (await metrics.registry.metrics()).split('\n');
  const calls = lines.filter((line) => line.startsWith('weir_gateway_relayed_calls_total'));
  expect(calls.toSorted()).toEqual([
    'weir_gateway_relayed_calls_total{target="controller",code="NOT_CONTROLLER"} 1',
    'weir_gateway_relayed_calls_total{target="controller",code="OK"} 1',
    'weir_gateway_relayed_calls_total{target="coordinator",code="OK"} 0',
    'weir_gateway_relayed_calls_total{target="storage-node",code="OK"} 1',
  ]);
  expect(lines).toContain('weir_gateway_relay_seconds_count{target="controller"} 2');
  expect(lines).toContain('weir_gateway_relay_seconds_count{target="storage-node"} 1');
});
