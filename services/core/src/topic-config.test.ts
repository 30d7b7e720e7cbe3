import { describe, expect, test } from 'vitest';

import { type TopicConfigDefinition, topicConfigDefinitions } from './topic-config-table.ts';
import { formatTopicConfig, parseTopicConfigs } from './topic-config.ts';
import { WeirError } from './weir-error.ts';

const context = { replicationFactor: 3 };

describe('defaults', () => {
  test('are those of the table', () => {
    expect(parseTopicConfigs({}, context)).toStrictEqual({
      cleanupPolicy: 'delete',
      commitPolicy: 'in-sync',
      flushPolicy: 'fsync',
      indexIntervalBytes: 4096,
      maxMessageBytes: 1_048_588,
      messageTimestampType: 'CreateTime',
      minInsyncReplicas: 2,
      retentionBytes: -1,
      retentionMs: 604_800_000,
      segmentBytes: 1_073_741_824,
      segmentMs: 604_800_000,
      uncleanLeaderElectionEnable: false,
    });
  });

  test.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [5, 3],
  ])('ask for more than half of %i replicas', (replicationFactor, minInsyncReplicas) => {
    expect(parseTopicConfigs({}, { replicationFactor })).toMatchObject({ minInsyncReplicas });
  });
});

test('reads every kind of value', () => {
  const config = parseTopicConfigs(
    {
      'retention.ms': '-1',
      'segment.bytes': '1024',
      'flush.policy': 'page-cache',
      'commit.policy': 'quorum',
      'message.timestamp.type': 'LogAppendTime',
      'unclean.leader.election.enable': 'true',
      'min.insync.replicas': '3',
      'cleanup.policy': 'delete',
    },
    context,
  );

  expect(config).toMatchObject({
    retentionMs: -1,
    segmentBytes: 1024,
    flushPolicy: 'page-cache',
    commitPolicy: 'quorum',
    messageTimestampType: 'LogAppendTime',
    uncleanLeaderElectionEnable: true,
    minInsyncReplicas: 3,
    cleanupPolicy: 'delete',
  });
});

test('reports every problem at once, with value and limit', () => {
  const error = catchError(() =>
    parseTopicConfigs(
      {
        'retention.ms': 'a week',
        'min.insync.replicas': '4',
        'max.message.bytes': '8388609',
        'flush.policy': 'sometimes',
        'unclean.leader.election.enable': 'yes',
        'retenton.bytes': '1',
        'segment.ms': '60000',
      },
      context,
    ),
  );

  expect(error.code).toBe('INVALID_CONFIG');
  expect(error.message.split('; ')).toStrictEqual([
    'retention.ms "a week" is not an integer from -1 to 9007199254740991',
    'min.insync.replicas "4" is not an integer from 1 to 3',
    'max.message.bytes "8388609" is not an integer from 1024 to 8388608',
    'flush.policy "sometimes" is none of fsync, page-cache',
    'unclean.leader.election.enable "yes" is none of true, false',
    'retenton.bytes is not a topic config, did you mean retention.bytes',
  ]);
  expect(Object.keys(error.metadata)).toHaveLength(6);
  expect(error.metadata['flush.policy']).toBe(
    'flush.policy "sometimes" is none of fsync, page-cache',
  );
});

test.each(['compact', 'compact,delete'])('says that compaction is to come for %s', (value) => {
  expect(catchError(() => parseTopicConfigs({ 'cleanup.policy': value }, context)).message).toBe(
    `cleanup.policy "${value}" is not supported: logs are not compacted yet`,
  );
});

test.each(['', ' 1', '1e3', '0x10', '1.5', '99999999999999999999'])(
  'refuses %o as an integer',
  (value) => {
    expect(() => parseTopicConfigs({ 'segment.ms': value }, context)).toThrow(WeirError);
  },
);

test('refuses a name with no known one near, and shortens it', () => {
  const name = 'x'.repeat(1000);

  expect(catchError(() => parseTopicConfigs({ [name]: '1' }, context)).message).toBe(
    `${'x'.repeat(64)}… is not a topic config`,
  );
});

test('does not take the name of an object property for a config', () => {
  expect(() => parseTopicConfigs({ constructor: '1' }, context)).toThrow('is not a topic config');
});

test('reads back what it formats', () => {
  const config = parseTopicConfigs(
    { 'retention.ms': '-1', 'flush.policy': 'page-cache', 'min.insync.replicas': '1' },
    context,
  );

  expect(parseTopicConfigs(formatTopicConfig(config), context)).toStrictEqual(config);
});

test('lists the configs in order of name, each with a sentence', () => {
  const names = topicConfigDefinitions.map(({ name }) => name);

  expect(names).toStrictEqual(names.toSorted());
  expect(topicConfigDefinitions.every(({ meaning }) => meaning.endsWith('.'))).toBe(true);
});

test.each(topicConfigDefinitions.map((definition) => [definition.name, definition] as const))(
  'takes both ends of the range of %s',
  (name, definition) => {
    for (const value of endsOf(definition)) {
      expect(parseTopicConfigs({ [name]: value }, context)[definition.property]).toBeDefined();
    }
  },
);

function endsOf(definition: TopicConfigDefinition): readonly string[] {
  switch (definition.type) {
    case 'integer':
      return [String(definition.minimum), String(definition.maximumFor(context))];
    case 'boolean':
      return ['true', 'false'];
    case 'enum':
      return definition.values;
  }
}

function catchError(run: () => unknown): WeirError {
  try {
    run();
  } catch (error) {
    if (error instanceof WeirError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
