import { type ErrorCode, isErrorCode } from '@weir/core';
import protobuf from 'protobufjs';

/** The error domain of everything that Weir reports. */
const domain = 'weir';
const errorInfoUrl = 'type.googleapis.com/google.rpc.ErrorInfo';

const { root } = protobuf.parse(`
  syntax = "proto3";
  package google.rpc;
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message Any { string type_url = 1; bytes value = 2; }
  message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
`);
const statusType = root.lookupType('google.rpc.Status');
const errorInfoType = root.lookupType('google.rpc.ErrorInfo');

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
