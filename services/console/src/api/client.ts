import { ApiError, apiErrorOf, isAbort } from './api-error.ts';
import { markReachable, markUnreachable } from './connection.ts';
import { askForSignIn, credentials } from './credentials.ts';

/** Query of a request; what is `undefined` or empty is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** What any call takes. */
export interface CallOptions {
  readonly query?: Query;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until it is given up; 30,000 by default, none for streams. */
  readonly timeoutMs?: number;
}

/** The API of the gateway. Each call resolves with the answer's body or throws an `ApiError`. */
export const api = {
  get: <T>(path: string, options: CallOptions = {}): Promise<T> =>
    call('GET', path, undefined, options),
  post: <T>(path: string, body: object, options: CallOptions = {}): Promise<T> =>
    call('POST', path, body, options),
  patch: <T>(path: string, body: object, options: CallOptions = {}): Promise<T> =>
    call('PATCH', path, body, options),
  del: <T>(path: string, options: CallOptions = {}): Promise<T> =>
    call('DELETE', path, undefined, options),
} as const;

/** A path whose values are escaped: apiPath`/v1/topics/${name}/logs`. */
export function apiPath(texts: TemplateStringsArray, ...values: (string | number)[]): string {
  return String.raw({ raw: texts }, ...values.map((value) => encodeURIComponent(value)));
}

/** `path` with `query` behind it. */
export function withQuery(path: string, query: Query = {}): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(entries.map(([name, value]) => [name, String(value)]));
  return entries.length === 0 ? path : `${path}?${search}`;
}

/** What `request` takes of a request: the headers are plain. */
export type RequestParts = Omit<RequestInit, 'headers'> & {
  readonly headers: Readonly<Record<string, string>>;
};

/** A request with credentials; throws an `ApiError` unless the status is one of success. */
export async function request(path: string, { headers, ...init }: RequestParts): Promise<Response> {
  const bearer = credentials.value;
  const authorization = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  const response = await reach(path, { ...init, headers: { ...headers, ...authorization } });
  if (response.ok) return response;
  const error = apiErrorOf(await bodyOf(response), response.status);
  // Of an answer to older credentials nothing follows for the new ones.
  if (response.status === 401 && bearer === credentials.value) askForSignIn();
  throw error;
}

async function call<T>(
  method: string,
  path: string,
  body: object | undefined,
  { query, signal, timeoutMs = 30_000 }: CallOptions,
): Promise<T> {
  const limit = AbortSignal.timeout(timeoutMs);
  const response = await request(withQuery(path, query), {
    method,
    signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await bodyOf(response)) as T;
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(path, { ...init, cache: 'no-store' });
    // What a proxy says when the gateway behind it is away carries no error of Weir.
    if (isFromProxy(response)) throw new TypeError(`A proxy answered ${response.status}`);
    markReachable();
    return response;
  } catch (error) {
    if (isAbort(error)) throw error;
    if (isTimeout(error)) throw timedOut(error);
    markUnreachable();
    const facts = { code: 'UNAVAILABLE', status: 0, recovery: 'retry' };
    throw new ApiError('The gateway does not answer', facts, { cause: error });
  }
}

function isTimeout(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'TimeoutError';
}

function timedOut(cause: unknown): ApiError {
  const facts = { code: 'REQUEST_TIMED_OUT', status: 0, recovery: 'retry' };
  return new ApiError('There was no answer in time; whether it took effect is unknown', facts, {
    cause,
  });
}

function isFromProxy({ status, headers }: Response): boolean {
  const isJson = headers.get('content-type')?.includes('json') === true;
  return (status === 500 || status === 502 || status === 503 || status === 504) && !isJson;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw isTimeout(error) ? timedOut(error) : error;
  });
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
