import { Metadata, type ServiceError, status, type StatusObject } from '@grpc/grpc-js';
import { type ErrorCode, toWeirError, WeirError } from '@weir/core';
import { decodeErrorDetails, encodeErrorDetails, essentialFacts } from './error-details.ts';
import { statusByErrorCode } from './status-by-error-code.ts';

const detailsKey = 'grpc-status-details-bin';

/**
 * Limits of what an error may take of its trailers, in UTF-16 units and in bytes. Trailers above
 * 64 KiB break the caller's whole connection, with every other call on it.
 */
const maxMessageLength = 2_048;
const maxDetailsBytes = 16 * 1024;

const codeByStatus: Partial<Record<status, ErrorCode>> = {
  [status.CANCELLED]: 'CANCELLED',
  [status.INVALID_ARGUMENT]: 'INVALID_REQUEST',
  [status.DEADLINE_EXCEEDED]: 'REQUEST_TIMED_OUT',
  [status.RESOURCE_EXHAUSTED]: 'RESOURCE_EXHAUSTED',
  [status.UNIMPLEMENTED]: 'UNSUPPORTED_VERSION',
  // A handler's INTERNAL has an `ErrorInfo`. One without is what `@grpc/grpc-js` makes of a stream
  // that was opened on, or reset by, a connection that is breaking.
  [status.INTERNAL]: 'UNAVAILABLE',
  [status.UNAVAILABLE]: 'UNAVAILABLE',
};

/** The gRPC status for anything that was thrown: its code, message and `ErrorInfo` details. */
export function toServiceError(thrown: unknown): StatusObject & Error {
  const error = toWeirError(thrown);
  const code = statusByErrorCode[error.code];
  const message = toWireText(error.message);
  const metadata = new Metadata();
  metadata.set(detailsKey, detailsOf(error, code, message));
  return Object.assign(new Error(message), { code, details: message, metadata });
}

/** The `WeirError` for a failed call: from its `ErrorInfo`, else from its status alone. */
export function fromServiceError(thrown: unknown): WeirError {
  if (thrown instanceof WeirError || !isServiceError(thrown)) return toWeirError(thrown);

  const [bytes] = thrown.metadata?.get(detailsKey) ?? [];
  const details = typeof bytes === 'object' ? decodeErrorDetails(bytes) : undefined;
  if (details !== undefined) {
    const { reason, metadata } = details;
    return new WeirError(reason, thrown.details, { cause: thrown, metadata });
  }
  const code = codeByStatus[thrown.code] ?? 'UNKNOWN_SERVER_ERROR';
  return new WeirError(code, thrown.details, { cause: thrown });
}

/** Half a character, as a cut may leave it, would make `@grpc/grpc-js` throw in its own callback. */
function toWireText(text: string): string {
  const cut = text.length <= maxMessageLength ? text : `${text.slice(0, maxMessageLength - 1)}…`;
  return cut.toWellFormed();
}

function detailsOf({ code: reason, metadata }: WeirError, code: status, message: string): Buffer {
  const details = encodeErrorDetails(code, message, { reason, metadata });
  if (details.length <= maxDetailsBytes) return details;
  const essential = essentialFacts({ reason, metadata });
  return encodeErrorDetails(code, message, { reason, metadata: essential });
}

function isServiceError(thrown: unknown): thrown is ServiceError {
  return thrown instanceof Error && 'code' in thrown && 'details' in thrown;
}
