/** What the API says of a request that failed; the gateway not answering is one, too. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** A name of Weir's error table; `UNAVAILABLE` when the gateway did not answer. */
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** What a caller may do: `retry`, `refresh-metadata`, `rejoin` or `give-up`. */
  readonly recovery: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** The whole answer: some say more than the error, such as what became of each record. */
  readonly body: unknown;

  constructor(message: string, facts: ApiErrorFacts, options?: ErrorOptions) {
    super(message, options);
    this.code = facts.code;
    this.status = facts.status;
    this.recovery = facts.recovery ?? 'give-up';
    this.metadata = facts.metadata ?? {};
    this.body = facts.body;
  }
}

interface ApiErrorFacts {
  readonly code: string;
  readonly status: number;
  readonly recovery?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

/** The error that a body `{"error": …}` tells, or one made of the status alone. */
export function apiErrorOf(body: unknown, status: number): ApiError {
  const error = (body as { readonly error?: unknown } | null | undefined)?.error;
  if (typeof error !== 'object' || error === null) {
    const message = `The gateway answered with status ${status} and no reason`;
    return new ApiError(message, { code: 'UNKNOWN_SERVER_ERROR', status, recovery: 'retry' });
  }
  const { code, message, recovery, metadata } = error as Partial<ApiError>;
  return new ApiError(message ?? 'No reason was given', {
    ...{ code: code ?? 'UNKNOWN_SERVER_ERROR', status, recovery, metadata, body },
  });
}

/** Any thrown thing as an error that can be shown. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ApiError(message, { code: 'CONSOLE_ERROR', status: 0 }, { cause: thrown });
}

/** Whether it was thrown because the request was given up on purpose. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}
