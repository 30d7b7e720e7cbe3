import { Metadata, type ServiceError, status, type StatusObject } from '@grpc/grpc-js';
import { type ErrorCode, toWeirError, WeirError } from '@weir/core';
import { decodeErrorDetails, encodeErrorDetails } from './error-details.ts';
import { statusByErrorCode } from './status-by-error-code.ts';

const detailsKey = 'grpc-status-details-bin';

const codeByStatus: Partial<Record<status, ErrorCode>> = {
  [status.CANCELLED]: 'CANCELLED',
  [status.INVALID_ARGUMENT]: 'INVALID_REQUEST',
  [status.DEADLINE_EXCEEDED]: 'REQUEST_TIMED_OUT',
  [status.RESOURCE_EXHAUSTED]: 'RESOURCE_EXHAUSTED',
  [status.UNIMPLEMENTED]: 'UNSUPPORTED_VERSION',
  [status.UNAVAILABLE]: 'UNAVAILABLE',
};

/** The gRPC status for anything that was thrown: its code, message and `ErrorInfo` details. */
export function toServiceError(thrown: unknown): StatusObject & Error {
  const error = toWeirError(thrown);
  const code = statusByErrorCode[error.code];
  const metadata = new Metadata();
  metadata.set(
    detailsKey,
    encodeErrorDetails(code, error.message, { reason: error.code, metadata: error.metadata }),
  );
  return Object.assign(new Error(error.message), { code, details: error.message, metadata });
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

function isServiceError(thrown: unknown): thrown is ServiceError {
  return thrown instanceof Error && 'code' in thrown && 'details' in thrown;
}
