import { Metadata, status } from '@grpc/grpc-js';
import { type ErrorCode, recoveryByErrorCode, WeirError } from '@weir/core';
import protobuf from 'protobufjs';
import { expect, it } from 'vitest';
import { fromServiceError, toServiceError } from './service-error.ts';

it.each(Object.keys(recoveryByErrorCode) as ErrorCode[])('carries %s there and back', (code) => {
  const sent = new WeirError(code, 'Leader epoch 3 is older than 4', { metadata: { leader: '7' } });
  const received = fromServiceError(toServiceError(sent));
  expect(received).toMatchObject({ code, message: sent.message, metadata: { leader: '7' } });
});

it('mends a message that was cut within a character', () => {
  const { details } = toServiceError(new WeirError('INVALID_GROUP_ID', '"😀'.slice(0, 2)));
  expect(details.isWellFormed()).toBe(true);
  expect(() => encodeURI(details)).not.toThrow();
});

it('cuts a message that would break the connection of its caller', () => {
  const { details, metadata } = toServiceError(
    new WeirError('INVALID_CONFIG', '名'.repeat(99_999)),
  );
  const [binary] = metadata.get('grpc-status-details-bin');
  expect(encodeURI(details).length + Math.ceil(((binary?.length ?? 0) * 4) / 3)).toBeLessThan(
    60_000,
  );
  expect(details.endsWith('…')).toBe(true);
});

it('keeps the code of an error whose facts are too large to send', () => {
  const large = new WeirError('NOT_CONTROLLER', 'Not here', {
    metadata: { controller: 'x'.repeat(100_000) },
  });
  const received = fromServiceError(toServiceError(large));
  expect(received.code).toBe('NOT_CONTROLLER');
  expect(received.metadata).toEqual({});
});

it('tells clients that know nothing of Weir when to try again', () => {
  const throttled = new WeirError('THROTTLING_QUOTA_EXCEEDED', 'Too many', {
    metadata: { retry_after_ms: '1250' },
  });
  expect(retryInfo(throttled)).toEqual({ seconds: 1, nanos: 250_000_000 });
  expect(retryInfo(new WeirError('NOT_ENOUGH_REPLICAS', 'Two of three'))).toEqual({
    seconds: 0,
    nanos: 100_000_000,
  });
  expect(retryInfo(new WeirError('INVALID_REQUEST', 'No'))).toBeUndefined();
});

it('gives the time to wait back to a client of Weir, also where other facts are too large', () => {
  const sent = new WeirError('THROTTLING_QUOTA_EXCEEDED', 'Too many', {
    metadata: { retry_after_ms: '7', other: 'x'.repeat(100_000) },
  });
  expect(fromServiceError(toServiceError(sent)).metadata).toEqual({ retry_after_ms: '7' });
  const untold = fromServiceError(toServiceError(new WeirError('UNAVAILABLE', 'Away')));
  expect(untold.metadata).toEqual({});
});

it.each([
  [status.UNAVAILABLE, 'UNAVAILABLE'],
  [status.INTERNAL, 'UNAVAILABLE'],
  [status.DEADLINE_EXCEEDED, 'REQUEST_TIMED_OUT'],
  [status.CANCELLED, 'CANCELLED'],
  [status.UNIMPLEMENTED, 'UNSUPPORTED_VERSION'],
  [status.INVALID_ARGUMENT, 'INVALID_REQUEST'],
  [status.RESOURCE_EXHAUSTED, 'RESOURCE_EXHAUSTED'],
  [status.PERMISSION_DENIED, 'UNKNOWN_SERVER_ERROR'],
] as const)('takes status %i without details for %s', (code, expected) => {
  const metadata = new Metadata();
  const failed = Object.assign(new Error('failed'), { code, details: 'failed', metadata });
  expect(fromServiceError(failed).code).toBe(expected);
});

it('goes by the status where the details are of another sender or damaged', () => {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from([0xff, 0xff, 0xff]));
  const failed = Object.assign(new Error('x'), {
    code: status.UNAVAILABLE,
    details: 'x',
    metadata,
  });
  expect(fromServiceError(failed).code).toBe('UNAVAILABLE');
});

/** The delay of the `google.rpc.RetryInfo`, read as a client with the stock protos reads it. */
function retryInfo(error: WeirError): unknown {
  const { root } = protobuf.parse(`
    syntax = "proto3";
    message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
    message Any { string type_url = 1; bytes value = 2; }
    message RetryInfo { Duration retry_delay = 1; }
    message Duration { int64 seconds = 1; int32 nanos = 2; }
  `);
  const [bytes] = toServiceError(error).metadata.get('grpc-status-details-bin');
  const decoded = root.lookupType('Status').decode(bytes as Buffer) as unknown as {
    readonly details: readonly { readonly typeUrl: string; readonly value: Uint8Array }[];
  };
  const any = decoded.details.find(({ typeUrl }) => typeUrl.endsWith('/google.rpc.RetryInfo'));
  if (any === undefined) return undefined;
  const info = root.lookupType('RetryInfo');
  const { retryDelay } = info.toObject(info.decode(any.value), {
    longs: Number,
    defaults: true,
  });
  return retryDelay;
}
