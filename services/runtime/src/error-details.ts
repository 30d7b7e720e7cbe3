import { type ErrorCode, isErrorCode, recoveryByErrorCode } from '@weir/core';
import { status } from '@grpc/grpc-js';
import protobuf from 'protobufjs/light.js';

/** The error domain of everything that Weir reports. */
const domain = 'weir';
const errorInfoUrl = 'type.googleapis.com/google.rpc.ErrorInfo';
const retryInfoUrl = 'type.googleapis.com/google.rpc.RetryInfo';

/** The fact that says how long to wait before a retry, in milliseconds. */
const retryAfterKey = 'retry_after_ms';
/** What a stranger is told to wait where nobody knows better: about as long as an election takes. */
const defaultRetryDelayMs = 100;

const rpc = new protobuf.Root().define('google.rpc', {
  Status: {
    fields: {
      code: { type: 'int32', id: 1 },
      message: { type: 'string', id: 2 },
      details: { rule: 'repeated', type: 'Any', id: 3 },
    },
  },
  Any: { fields: { typeUrl: { type: 'string', id: 1 }, value: { type: 'bytes', id: 2 } } },
  ErrorInfo: {
    fields: {
      reason: { type: 'string', id: 1 },
      domain: { type: 'string', id: 2 },
      metadata: { keyType: 'string', type: 'string', id: 3 },
    },
  },
  RetryInfo: { fields: { retryDelay: { type: 'Duration', id: 1 } } },
  Duration: {
    fields: { seconds: { type: 'int64', id: 1 }, nanos: { type: 'int32', id: 2 } },
  },
});
const statusType = rpc.lookupType('Status');
const errorInfoType = rpc.lookupType('ErrorInfo');
const retryInfoType = rpc.lookupType('RetryInfo');

/** The program's half of an error, as it crosses the wire. */
export interface ErrorDetails {
  readonly reason: ErrorCode;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * A serialised `google.rpc.Status` with an `ErrorInfo`, and with a `RetryInfo` for clients that know nothing
 * else of Weir: where the error says after how many milliseconds to try again (`retry_after_ms`), and where
 * the status tells them that trying again may help.
 */
export function encodeErrorDetails(code: status, message: string, details: ErrorDetails): Buffer {
  const { reason, metadata } = details;
  const info = errorInfoType.encode({ reason, domain, metadata }).finish();
  const delayMs = retryDelayMs(code, details);
  const any = [
    { typeUrl: errorInfoUrl, value: info },
    ...(delayMs === undefined ? [] : [{ typeUrl: retryInfoUrl, value: encodeRetryInfo(delayMs) }]),
  ];
  return Buffer.from(statusType.encode({ code, message, details: any }).finish());
}

/** The facts without which an error would be misunderstood, when there is no room for all of them. */
export function essentialFacts({ metadata }: ErrorDetails): ErrorDetails['metadata'] {
  const retryAfterMs = metadata[retryAfterKey];
  return retryAfterMs === undefined ? {} : { [retryAfterKey]: retryAfterMs };
}

/** The `ErrorInfo` of Weir in a serialised `google.rpc.Status`, if there is one. */
export function decodeErrorDetails(bytes: Uint8Array): ErrorDetails | undefined {
  try {
    const decoded = statusType.decode(bytes) as unknown as {
      readonly details: readonly { readonly typeUrl: string; readonly value: Uint8Array }[];
    };
    const any = decoded.details.find(({ typeUrl }) => typeUrl === errorInfoUrl);
    if (any === undefined) return undefined;

    const info = errorInfoType.decode(any.value) as unknown as {
      readonly reason: string;
      readonly domain: string;
      readonly metadata: Readonly<Record<string, string>>;
    };
    if (info.domain !== domain || !isErrorCode(info.reason)) return undefined;
    return { reason: info.reason, metadata: { ...info.metadata } };
  } catch {
    // Details of some other sender: the status alone has to do.
    return undefined;
  }
}

function retryDelayMs(code: status, { reason, metadata }: ErrorDetails): number | undefined {
  const told = Number(metadata[retryAfterKey]);
  if (Number.isFinite(told) && told >= 0) return told;
  const isTemporary = code === status.UNAVAILABLE || code === status.RESOURCE_EXHAUSTED;
  return isTemporary && recoveryByErrorCode[reason] !== 'give-up' ? defaultRetryDelayMs : undefined;
}

function encodeRetryInfo(delayMs: number): Uint8Array {
  const seconds = Math.floor(delayMs / 1_000);
  const nanos = Math.round((delayMs - seconds * 1_000) * 1_000_000);
  return retryInfoType.encode({ retryDelay: { seconds, nanos } }).finish();
}
