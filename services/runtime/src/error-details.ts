import { type ErrorCode, isErrorCode } from '@weir/core';
import protobuf from 'protobufjs/light.js';

/** The error domain of everything that Weir reports. */
const domain = 'weir';
const errorInfoUrl = 'type.googleapis.com/google.rpc.ErrorInfo';

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
});
const statusType = rpc.lookupType('Status');
const errorInfoType = rpc.lookupType('ErrorInfo');

/** The program's half of an error, as it crosses the wire. */
export interface ErrorDetails {
  readonly reason: ErrorCode;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A serialised `google.rpc.Status` whose one detail is an `ErrorInfo`. */
export function encodeErrorDetails(code: number, message: string, details: ErrorDetails): Buffer {
  const value = errorInfoType
    .encode({ reason: details.reason, domain, metadata: details.metadata })
    .finish();
  return Buffer.from(
    statusType.encode({ code, message, details: [{ typeUrl: errorInfoUrl, value }] }).finish(),
  );
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
