import { MessagingService, type PublishResponseInput } from '@weir/protos';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePublishResponse, encodePublishStreamResponse } from './encode-publish-response.ts';

const { Publish, PublishStream } = MessagingService.service;

const error = fc.record({
  code: fc.string(),
  message: fc.string(),
  metadata: fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 3 }),
});
const result = fc.record(
  {
    topic: fc.string({ unit: 'grapheme' }),
    partition: fc.integer(),
    offset: fc.maxSafeInteger(),
    error,
    isDuplicate: fc.boolean(),
  },
  { requiredKeys: [] },
);
const anyResponse: fc.Arbitrary<PublishResponseInput> = fc.record(
  { results: fc.array(result, { maxLength: 6 }), throttleMs: fc.nat() },
  { requiredKeys: [] },
);

describe('encodePublishResponse', () => {
  it('writes what protobufjs reads as the same answer', () => {
    fc.assert(
      fc.property(anyResponse, (response) => {
        expect(Publish.responseDeserialize(encodePublishResponse(response))).toEqual(
          Publish.responseDeserialize(Publish.responseSerialize(response)),
        );
        const streamed = encodePublishStreamResponse({ response });
        expect(PublishStream.responseDeserialize(streamed)).toEqual(
          PublishStream.responseDeserialize(PublishStream.responseSerialize({ response })),
        );
      }),
    );
  });
});
