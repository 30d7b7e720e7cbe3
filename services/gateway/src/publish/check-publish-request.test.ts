import type { PublishRecord, PublishRequest } from '@weir/protos';
import { describe, expect, it } from 'vitest';
import { checkPublishRequest } from './check-publish-request.ts';

function requestOf(
  records: readonly Partial<PublishRecord>[],
  more: Partial<PublishRequest> = {},
): PublishRequest {
  const filled = records.map((record) => ({ topic: 't', headers: [], ...record }));
  return { records: filled, acks: 'ACKS_UNSPECIFIED', producerName: '', ...more };
}

const named = (...sequences: readonly number[]) =>
  requestOf(
    sequences.map((sequence) => ({ sequence })),
    { producerName: 'p' },
  );

describe('checkPublishRequest', () => {
  it('counts keys, values, headers and an overhead, and reads no acks as all', () => {
    const headers = [{ key: 'name', value: Buffer.from('12345') }, { key: 'none' }];
    const request = requestOf([{ key: Buffer.from('key'), value: Buffer.from('v'), headers }, {}]);
    const { acks, sizeBytes } = checkPublishRequest(request);
    expect([acks, sizeBytes]).toEqual(['all', 3 + 1 + 9 + 4 + 2 * 64]);
  });

  it.each([
    ['no records', requestOf([]), 'Request has no records'],
    ['too many records', requestOf(Array.from({ length: 10_001 }, () => ({}))), 'Request has more'],
    [
      'acks of a later version',
      requestOf([{}], { acks: 9 as unknown as 'ACKS_ALL' }),
      'Acks 9 is not known',
    ],
    ['too many bytes', requestOf([{ value: Buffer.alloc(8 * 1024 * 1024) }]), 'is above 8388608'],
    ['a sequence without a name', requestOf([{ sequence: 1 }]), 'A sequence needs a producer_name'],
    [
      'a name without sequences',
      requestOf([{}], { producerName: 'p' }),
      'Record 0 has no sequence',
    ],
    [
      'a time beyond 2^53−1',
      requestOf([{}, { timestampMs: 2 ** 53 }]),
      'Record 1 has a timestamp_ms or sequence beyond 2^53−1',
    ],
    ['a sequence beyond 2^53−1', named(1, 2 ** 53), 'Record 1 has a timestamp_ms or sequence'],
    ['a sequence below 0', named(-1), 'sequence -1, which is not above -1'],
    ['sequences that stand still', named(4, 5, 5), 'Record 2 has sequence 5'],
    [
      'a name with acks leader',
      { ...named(1), acks: 'ACKS_LEADER' as const },
      'A producer_name needs ACKS_ALL',
    ],
    [
      'a name that is too long',
      { ...named(1), producerName: 'p'.repeat(250) },
      'Producer name has 250 characters',
    ],
  ])('refuses %s', (_what, request, message) => {
    expect(() => checkPublishRequest(request)).toThrow(message);
  });

  it('takes sequences with gaps, from 0 on', () => {
    expect(checkPublishRequest(named(0, 7, Number.MAX_SAFE_INTEGER)).acks).toBe('all');
  });
});
