import { Buffer } from 'node:buffer';

import { LogService } from '@weir/protos';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { encodeFetchStreamResponse, type FetchItem } from './encode-fetch-stream-response.ts';

const maxSafe = Number.MAX_SAFE_INTEGER;
const count = fc.integer({ min: 0, max: maxSafe });
const anyItem: fc.Arbitrary<FetchItem> = fc.record({
  sessionId: count,
  data: fc.record(
    {
      topicId: fc.string({ unit: 'grapheme' }),
      partition: fc.integer({ min: 0, max: 0x7f_ff_ff_ff }),
      error: fc.record({
        code: fc.string(),
        message: fc.string({ unit: 'grapheme' }),
        metadata: fc.dictionary(fc.stringMatching(/^[a-z_]{1,9}$/), fc.string()),
      }),
      highWatermark: fc.oneof(count, fc.constant(-1)),
      logStartOffset: count,
      leaderEpoch: fc.integer({ min: 0, max: 0x7f_ff_ff_ff }),
      batches: fc.array(
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
        { maxLength: 5 },
      ),
    },
    {
      requiredKeys: [
        ...(['topicId', 'partition', 'highWatermark'] as const),
        ...(['logStartOffset', 'leaderEpoch', 'batches'] as const),
      ],
    },
  ),
});

/** What grpc-js does with a serialised message: a frame of its own, five bytes in front. */
function frameOf(message: Buffer): Buffer {
  const frame = Buffer.alloc(message.byteLength + 5);
  message.copy(frame, 5);
  return frame.subarray(5);
}

it('writes what a generated decoder reads', () => {
  fc.assert(
    fc.property(fc.array(anyItem, { maxLength: 4 }), (partitions) => {
      const bytes = frameOf(encodeFetchStreamResponse({ partitions }));
      const decoded = LogService.service.FetchStream.responseDeserialize(bytes);

      expect(decoded.partitions).toEqual(
        partitions.map(({ sessionId, data }) => ({ sessionId, data: { error: null, ...data } })),
      );
    }),
  );
});

it('tells when the batches are in the message, and not before', () => {
  const copied: number[] = [];
  const item = (sessionId: number): FetchItem => ({
    sessionId,
    data: {
      ...{ topicId: 't', partition: 0, highWatermark: 1, logStartOffset: 0, leaderEpoch: 0 },
      batches: [Buffer.from('abc')],
    },
    onCopied: () => copied.push(sessionId),
  });
  const encoded = encodeFetchStreamResponse({ partitions: [item(1), item(2)] });
  expect(copied).toStrictEqual([]);

  frameOf(encoded);

  expect(copied).toStrictEqual([1, 2]);
});
