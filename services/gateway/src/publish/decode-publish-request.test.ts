import { MessagingService, type PublishRequestInput } from '@weir/protos';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePublishRequest, decodePublishStreamRequest } from './decode-publish-request.ts';

const { Publish, PublishStream } = MessagingService.service;

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const headers = fc.array(fc.record({ key: fc.string(), value: bytes }, { requiredKeys: ['key'] }), {
  maxLength: 3,
});
const record = fc.record(
  {
    topic: fc.constantFrom('', 'a', 'orders', 'ördér'),
    partition: fc.integer(),
    key: bytes,
    value: bytes,
    headers,
    timestampMs: fc.maxSafeInteger(),
    sequence: fc.maxSafeInteger(),
  },
  { requiredKeys: ['topic', 'headers'] },
);
const anyRequest: fc.Arbitrary<PublishRequestInput> = fc.record({
  records: fc.array(record, { maxLength: 8 }),
  acks: fc.constantFrom('ACKS_UNSPECIFIED', 'ACKS_NONE', 'ACKS_LEADER', 'ACKS_ALL'),
  producerName: fc.string(),
});

describe('decodePublishRequest', () => {
  it('reads what protobufjs reads', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const wire = Publish.requestSerialize(request);
        expect(decodePublishRequest(wire)).toEqual(withoutCases(Publish.requestDeserialize(wire)));
        const streamed = PublishStream.requestSerialize({ request });
        expect(decodePublishStreamRequest(streamed)).toEqual(
          withoutCases(PublishStream.requestDeserialize(streamed)),
        );
      }),
    );
  });

  it('gives keys and values as views of the message', () => {
    const wire = Publish.requestSerialize({ records: [{ topic: 't', value: Buffer.from('abc') }] });
    const [first] = decodePublishRequest(wire).records;
    wire.fill(0x7a);
    expect(first?.value?.toString()).toBe('zzz');
  });

  it('passes over fields of a later version', () => {
    const wire = Buffer.concat([
      Publish.requestSerialize({ records: [{ topic: 't' }], producerName: 'p' }),
      Buffer.from([0x9a, 0x06, 0x02, 1, 2]),
    ]);
    expect(decodePublishRequest(wire)).toMatchObject({ producerName: 'p' });
  });

  it('refuses bytes that end too early', () => {
    const wire = Publish.requestSerialize({ records: [{ topic: 'topic' }] });
    expect(() => decodePublishRequest(wire.subarray(0, -1))).toThrow('bytes has only');
  });

  it('reads numbers beyond 2^53−1 as what a check refuses', () => {
    const farthest = [0x38, ...Array.from({ length: 8 }, () => 0xff), 0x7f];
    const wire = Buffer.from([0x0a, farthest.length, ...farthest]);
    const sequence = decodePublishRequest(wire).records[0]?.sequence;
    expect(sequence).toBe(2 ** 63);
    expect(sequence).toBe(Publish.requestDeserialize(wire).records[0]?.sequence);
  });

  it('reads one record more than are allowed, and no further', () => {
    const records = Array.from({ length: 12_000 }, () => ({ topic: 't' }));
    const wire = frameOf(Publish.requestSerialize({ records }));
    expect(decodePublishRequest(wire).records).toHaveLength(10_001);
  });

  it('answers a stream message without a request with none', () => {
    expect(decodePublishStreamRequest(Buffer.alloc(0))).toEqual({ request: null });
  });
});

/** A large message copies itself into the frame that it is sent in. */
function frameOf(message: Buffer): Buffer {
  const frame = Buffer.alloc(message.byteLength);
  message.copy(frame);
  return frame;
}

/** Without the names of the optional fields that are set, which nobody reads. */
function withoutCases(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutCases(each));
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.startsWith('_'))
      .map(([name, field]) => [name, withoutCases(field)]),
  );
}
