import { type NodeId, systemRandom, WeirError } from '@weir/core';
import { ChannelPool, silentLogger, systemClock } from '@weir/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { until } from '../../test/node-cluster.ts';
import { ScriptedController } from '../../test/scripted-controller.ts';
import { ControllerToken } from './controller-token.ts';
import { NodeRegistration, type NodeRegistrationOptions } from './node-registration.ts';

let channels: ChannelPool;
let first: ScriptedController;
let second: ScriptedController;
let addresses: string[];
let registration: NodeRegistration | undefined;

beforeEach(async () => {
  channels = new ChannelPool();
  first = new ScriptedController(channels);
  second = new ScriptedController(channels);
  addresses = [await first.listen(), await second.listen()];
});

afterEach(async () => {
  await registration?.stop();
  await Promise.all([first.stop(), second.stop()]);
  channels.close();
});

function newRegistration(options: Partial<NodeRegistrationOptions> = {}): NodeRegistration {
  registration = new NodeRegistration({
    nodeId: 1 as NodeId,
    request: () => ({ nodeId: 1, address: '127.0.0.1:1', directoryId: 'd', incarnation: 'i' }),
    status: () => ({
      replicas: 0,
      leaders: 0,
      logBytes: 0,
      freeBytes: 0,
      failedReplicas: [],
      ...{ appendedRecords: 0, appendedBytes: 0, sentBytes: 0, startedAtMs: 0 },
      isDraining: false,
      isCatchingUp: false,
    }),
    joinCluster: () => Promise.resolve(),
    onRegistered: () => undefined,
    controllers: addresses,
    token: new ControllerToken(),
    channels,
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    ...options,
  });
  return registration;
}

it('follows the hint of a controller that is not the active one', async () => {
  first.activeElsewhere = addresses[1];
  const node = newRegistration({ controllers: addresses.slice(0, 1) });
  await node.start();
  expect(node.session?.address).toBe(addresses[1]);
  expect(second.registrations).toEqual([1]);
});

it('goes on to the next controller when one does not answer', async () => {
  await first.stop();
  const node = newRegistration();
  await node.start();
  expect(node.session?.address).toBe(addresses[1]);
});

it('leaves a controller whose connection stands but that answers no more', async () => {
  const node = newRegistration();
  await node.start();
  const silent = node.session?.address === addresses[0] ? first : second;
  const other = silent === first ? second : first;
  silent.isSilent = true;
  await until('the other to have it', () => other.registrations.length > 0);
  expect(node.session?.address).not.toBe(silent === first ? addresses[0] : addresses[1]);
});

it('does not start in a cluster that its data directory is not of', async () => {
  const error = new WeirError('INCONSISTENT_CLUSTER_ID', 'Data directory belongs to another');
  const node = newRegistration({ joinCluster: () => Promise.reject(error) });
  await expect(node.start()).rejects.toBe(error);
});

it('keeps the highest token of any controller and refuses older ones', () => {
  const token = new ControllerToken();
  token.raise(7);
  token.check(7);
  token.check(9);
  expect(() => {
    token.check(8);
  }).toThrow('Controller token 8 is older than 9');
  expect(token.highest).toBe(9);
});
