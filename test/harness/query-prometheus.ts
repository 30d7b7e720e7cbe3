/** When a query is asked for: now by default, or over a range that ends now. */
export interface QueryTime {
  /** The range in seconds; an instant query without it. */
  readonly rangeSeconds?: number;
  /** Between two points of a range, in seconds; 5 by default. */
  readonly stepSeconds?: number;
}

/** One series of an answer. */
export interface QuerySeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Oldest first; one for an instant. May hold NaN and Infinity. */
  readonly values: readonly number[];
}

/** The series of an answer; none where nothing matched. */
export type QueryResult = readonly QuerySeries[];

/** A Prometheus that does not answer within this is taken as broken. */
const timeoutMs = 30_000;

type Sample = readonly [atSeconds: number, value: string];

interface Answer {
  readonly status: 'success' | 'error';
  readonly error?: string;
  readonly data?: { readonly resultType: string; readonly result: unknown };
}

interface RawSeries {
  readonly metric: Record<string, string>;
  readonly value?: Sample;
  readonly values?: readonly Sample[];
}

/** Asks a Prometheus at a base URL a query; throws with its words when it refuses it. */
export async function queryPrometheus(
  url: string,
  expression: string,
  { rangeSeconds, stepSeconds = 5 }: QueryTime = {},
): Promise<QueryResult> {
  const parameters = new URLSearchParams({ query: expression });
  if (rangeSeconds !== undefined) {
    const endSeconds = Date.now() / 1_000;
    parameters.set('start', `${endSeconds - rangeSeconds}`);
    parameters.set('end', `${endSeconds}`);
    parameters.set('step', `${stepSeconds}`);
  }
  const path = rangeSeconds === undefined ? 'query' : 'query_range';
  const { data } = await postForm(`${url}/api/v1/${path}`, parameters);
  if (data === undefined) return [];
  if (data.resultType === 'scalar') {
    return [{ labels: {}, values: [Number((data.result as Sample)[1])] }];
  }
  return (data.result as RawSeries[]).map(({ metric, value, values }) => ({
    labels: metric,
    values: (values ?? (value === undefined ? [] : [value])).map(([, text]) => toNumber(text)),
  }));
}

/** The values of a label among the series that a selector matches, in order. */
export async function labelValues(url: string, label: string, selector: string): Promise<string[]> {
  const parameters = new URLSearchParams({ 'match[]': selector });
  const response = await fetch(`${url}/api/v1/label/${label}/values?${parameters.toString()}`, {
    signal: AbortSignal.timeout(timeoutMs),
  });
  const answer = (await response.json()) as {
    readonly status: string;
    readonly error?: string;
    readonly data?: string[];
  };
  if (answer.status !== 'success') throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer.data ?? [];
}

async function postForm(url: string, parameters: URLSearchParams): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    body: parameters,
    signal: AbortSignal.timeout(timeoutMs),
  });
  const answer = (await response.json()) as Answer;
  if (answer.status !== 'success') throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

/** Prometheus writes `+Inf` and `-Inf`. */
function toNumber(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}
