import { status } from '@grpc/grpc-js';
import { type Recovery, toWeirError, WeirError } from '@weir/core';
import { statusByErrorCode } from '@weir/runtime';

/** What the body of a failed request says. */
export interface ErrorBody {
  readonly error: {
    /** A name of Weir's error table. */
    readonly code: string;
    readonly message: string;
    readonly recovery: Recovery;
    readonly metadata: Readonly<Record<string, string>>;
  };
}

/** How a failed request is answered. */
export interface ErrorAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ErrorBody;
}

const httpStatusByGrpcStatus: Partial<Record<status, number>> = {
  [status.CANCELLED]: 499,
  [status.INVALID_ARGUMENT]: 400,
  [status.DEADLINE_EXCEEDED]: 504,
  [status.NOT_FOUND]: 404,
  [status.ALREADY_EXISTS]: 409,
  [status.PERMISSION_DENIED]: 403,
  [status.RESOURCE_EXHAUSTED]: 429,
  [status.FAILED_PRECONDITION]: 409,
  [status.ABORTED]: 409,
  [status.OUT_OF_RANGE]: 416,
  [status.UNIMPLEMENTED]: 501,
  [status.UNAVAILABLE]: 503,
  [status.UNAUTHENTICATED]: 401,
};

/** The HTTP status of an error: that of its gRPC status, as Google's APIs map them. */
function httpStatusOf({ code }: WeirError): number {
  return httpStatusByGrpcStatus[statusByErrorCode[code]] ?? 500;
}

/** The answer for anything that was thrown while a request was handled. */
export function toErrorAnswer(thrown: unknown): ErrorAnswer {
  const refused = refusedByFramework(thrown);
  const error = refused?.error ?? toWeirError(thrown);
  const { code, message, recovery, metadata } = error;
  return {
    statusCode: refused?.statusCode ?? httpStatusOf(error),
    headers: headersOf(error),
    body: { error: { code, message, recovery, metadata } },
  };
}

function headersOf({ code, metadata }: WeirError): Record<string, string> {
  const headers: Record<string, string> = {};
  const retryAfterMs = Number(metadata['retry_after_ms'] ?? Number.NaN);
  if (retryAfterMs > 0) headers['retry-after'] = `${Math.ceil(retryAfterMs / 1_000)}`;
  if (code === 'AUTHENTICATION_FAILED') headers['www-authenticate'] = 'Bearer realm="weir"';
  return headers;
}

/** A body or query that the framework refused before a route saw it: it says why. */
function refusedByFramework(
  thrown: unknown,
): { readonly error: WeirError; readonly statusCode: number } | undefined {
  if (thrown instanceof WeirError || !(thrown instanceof Error)) return undefined;
  const { statusCode } = thrown as { readonly statusCode?: unknown };
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return undefined;
  const error = new WeirError('INVALID_REQUEST', thrown.message, { cause: thrown });
  return { error, statusCode };
}
