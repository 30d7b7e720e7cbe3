import { expect, it } from 'vitest';
import { jsonSchemaOf } from './json-schema.ts';

it('describes a message as the services see it', () => {
  expect(jsonSchemaOf('weir.v1.CreateTopicRequest')).toEqual({
    type: 'object',
    properties: {
      name: { type: 'string' },
      partitions: { type: 'integer' },
      replicationFactor: { type: 'integer' },
      configs: { type: 'object', additionalProperties: { type: 'string' } },
      assignments: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            partition: { type: 'integer' },
            replicas: { type: 'array', items: { type: 'integer' } },
          },
        },
      },
      validateOnly: { type: 'boolean' },
    },
  });
});

it('names the values of enums, and says which messages may be absent', () => {
  const { properties } = jsonSchemaOf('weir.v1.ElectionResult') as {
    readonly properties: Readonly<Record<string, unknown>>;
  };
  expect(properties['partition']).toMatchObject({ type: 'object', nullable: true });
  expect(jsonSchemaOf('weir.v1.ElectLeadersRequest')).toMatchObject({
    properties: {
      type: {
        type: 'string',
        enum: ['ELECTION_TYPE_UNSPECIFIED', 'ELECTION_TYPE_PREFERRED', 'ELECTION_TYPE_UNCLEAN'],
      },
    },
  });
});
