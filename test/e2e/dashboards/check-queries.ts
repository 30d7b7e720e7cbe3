import { type QueryResult, labelValues, queryPrometheus } from '../../harness/query-prometheus.ts';
import type { DashboardChoice, DashboardQuery, DashboardQuestions } from './read-queries.ts';

/** What became of a query. */
export interface QueryVerdict {
  readonly dashboard: string;
  readonly place: string;
  readonly expr: string;
  /** How many series it found; values of a choice. */
  readonly count: number;
  /** The last number of the first series that has one. */
  readonly sample: string;
  /** Undefined when it is well. */
  readonly problem?: string;
  /** Whether it is well only thanks to the 0 that it falls back to. */
  readonly isFallback: boolean;
}

/** The Prometheus that is asked, and the cluster that it scraped. */
export interface CheckedPrometheus {
  readonly url: string;
  /** The value of `weir_cluster`. */
  readonly cluster: string;
  /** How far back panels look, in seconds. */
  readonly rangeSeconds: number;
}

/** Prometheus' own series, and what only a cluster with TLS has. */
const otherMetrics = ['up', 'ALERTS', 'weir_tls_certificate_expiry_timestamp_seconds'];

/** Asks every query and every choice as Grafana would. */
export async function checkQueries(
  { queries, choices }: DashboardQuestions,
  prometheus: CheckedPrometheus,
): Promise<QueryVerdict[]> {
  const known = await metricNames(prometheus.url);
  const verdicts: QueryVerdict[] = [];
  for (const choice of choices) verdicts.push(await checkChoice(choice, prometheus));
  for (const query of queries) verdicts.push(await checkQuery(query, prometheus, known));
  return verdicts;
}

async function checkChoice(
  { dashboard, name, series, label }: DashboardChoice,
  prometheus: CheckedPrometheus,
): Promise<QueryVerdict> {
  const expr = fillIn(series, prometheus);
  const about = { dashboard, place: `$${name}`, expr: `${expr}, ${label}`, isFallback: false };
  try {
    const values = await labelValues(prometheus.url, label, expr);
    const problem = values.length === 0 ? { problem: 'no values to choose from' } : {};
    return { ...about, count: values.length, sample: values[0] ?? '', ...problem };
  } catch (error) {
    return { ...about, count: 0, sample: '', problem: String(error) };
  }
}

async function checkQuery(
  query: DashboardQuery,
  prometheus: CheckedPrometheus,
  known: ReadonlySet<string>,
): Promise<QueryVerdict> {
  const expr = fillIn(query.expr, prometheus);
  const about = { dashboard: query.dashboard, place: query.place, expr };
  const range = query.isRange ? { rangeSeconds: prometheus.rangeSeconds } : {};
  try {
    const found = await queryPrometheus(prometheus.url, expr, range);
    const isFallback = found.length > 0 && (await isFallbackOnly(expr, prometheus, range));
    const problem = problemOf({ ...query, labels: isFallback ? [] : query.labels }, found, known);
    return {
      ...about,
      count: found.length,
      sample: lastNumber(found),
      isFallback,
      ...(problem === undefined ? undefined : { problem }),
    };
  } catch (error) {
    return { ...about, count: 0, sample: '', isFallback: false, problem: String(error) };
  }
}

function problemOf(
  { expr, labels }: DashboardQuery,
  found: QueryResult,
  known: ReadonlySet<string>,
): string | undefined {
  const unknown = metricsOf(expr).filter((name) => !known.has(name));
  if (unknown.length > 0) return `no service has ${unknown.join(', ')}`;
  if (found.length === 0) return 'no series';
  if (lastNumber(found) === '') return 'series, but no numbers';
  const missing = labels.filter((label) => !found.some((series) => label in series.labels));
  return missing.length === 0 ? undefined : `no series has the label ${missing.join(', ')}`;
}

/** Whether what stands before the fallback finds nothing. */
async function isFallbackOnly(
  expr: string,
  { url }: CheckedPrometheus,
  range: { readonly rangeSeconds?: number },
): Promise<boolean> {
  const bare = expr.replaceAll(
    / or on\(\) (?:vector\([^)]*\)|label_replace\(vector\(0\)(?:, "[^"]*")+\))/gu,
    '',
  );
  return bare !== expr && lastNumber(await queryPrometheus(url, bare, range)) === '';
}

/** Every metric of which some service says what it is, whether or not it has a value yet. */
async function metricNames(url: string): Promise<ReadonlySet<string>> {
  const response = await fetch(`${url}/api/v1/metadata`);
  const { data } = (await response.json()) as {
    readonly data: Readonly<Record<string, readonly { readonly type: string }[]>>;
  };
  const names = Object.entries(data).flatMap(([name, [first]]) =>
    first?.type === 'histogram'
      ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`)
      : [name],
  );
  return new Set([...names, ...otherMetrics]);
}

/** The metrics that an expression selects: names before a brace. */
function metricsOf(expr: string): string[] {
  return [...expr.matchAll(/(?<name>[a-zA-Z_:]\w*)\{/gu)].map(
    ({ groups = {} }) => groups['name'] ?? '',
  );
}

/** Puts in what a reader chooses, and what Grafana works out from the time shown. */
function fillIn(expr: string, { cluster, rangeSeconds }: CheckedPrometheus): string {
  const filled = expr
    .replaceAll('$__rate_interval', '20s')
    .replaceAll('$__range', `${rangeSeconds}s`)
    .replaceAll('$cluster', cluster)
    .replaceAll(/\$(?:instance|job|topic|partition|group)\b/gu, '.*');
  if (filled.includes('$')) throw new Error(`A variable that this check does not know: ${filled}`);
  return filled;
}

function lastNumber(found: QueryResult): string {
  for (const { values } of found) {
    const last = values.findLast((value) => Number.isFinite(value));
    if (last !== undefined) return `${Number(last.toPrecision(4))}`;
  }
  return '';
}
