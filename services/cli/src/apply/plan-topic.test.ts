import { expect, it } from 'vitest';
import { type ExistingTopic, planTopic } from './plan-topic.ts';

const existing: ExistingTopic = {
  partitions: { length: 6 },
  replicationFactor: 3,
  configs: { 'retention.ms': '1000', 'segment.ms': '60000' },
};

it('creates what is not there, and leaves alone what is as declared or not named', () => {
  expect(planTopic({ name: 't', configs: {} }, undefined)).toEqual({ kind: 'create' });
  expect(planTopic({ name: 't', configs: {} }, existing)).toEqual({ kind: 'unchanged' });
  const same = { partitions: 6, replicationFactor: 3, configs: { 'retention.ms': '1000' } };
  expect(planTopic({ name: 't', ...same }, existing)).toEqual({ kind: 'unchanged' });
  const isDefault = { name: 't', configs: { 'retention.bytes': null } };
  expect(planTopic(isDefault, existing)).toEqual({ kind: 'unchanged' });
});

it('adds partitions, sets configs and takes them back', () => {
  const configs = { 'retention.ms': '2000', 'segment.ms': null, 'segment.bytes': '9' };
  expect(planTopic({ name: 't', partitions: 8, configs }, existing)).toEqual({
    kind: 'change',
    totalPartitions: 8,
    set: { 'retention.ms': '2000', 'segment.bytes': '9' },
    remove: ['segment.ms'],
    detail:
      'partitions 6 -> 8, retention.ms 1000 -> 2000, segment.ms 60000 -> default, ' +
      'segment.bytes default -> 9',
  });
});

it('refuses fewer partitions and another replication factor, saying why', () => {
  expect(planTopic({ name: 't', partitions: 5, configs: {} }, existing)).toMatchObject({
    kind: 'refuse',
    reason: expect.stringMatching(
      /^Topic t has 6 partitions and is to have 5: .*6 or more$/,
    ) as string,
  });
  expect(planTopic({ name: 't', replicationFactor: 2, configs: {} }, existing)).toMatchObject({
    kind: 'refuse',
    reason: expect.stringMatching(
      /^Topic t has replication factor 3 .* 2: .*partition move$/,
    ) as string,
  });
});
