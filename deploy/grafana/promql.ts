/** A series of a metric, chosen by further matchers such as `phase="flush"`. */
export type Select = (metric: string, ...matchers: readonly string[]) => string;

/** Chooses series of the cluster that the dashboard shows. */
export const inCluster: Select = selectWith('weir_cluster="$cluster"');

/** Chooses series of the processes that the dashboard shows. */
export const onInstance: Select = selectWith('weir_cluster="$cluster"', 'instance=~"$instance"');

/** Matches any process of Weir. */
export const anyService = 'job=~"weir-.*"';

/** Matches the processes of a service; a standalone system is each of them. */
export function ofService(service: 'storage-node' | 'gateway'): string {
  return `job=~"weir-(${service}|standalone)"`;
}

/** Selects by fixed matchers and those of each call. */
export function selectWith(...fixed: readonly string[]): Select {
  return (metric, ...matchers) => `${metric}{${[...fixed, ...matchers].join(',')}}`;
}

/** What a counter grows by in a second. */
export function perSecond(counter: string): string {
  return `rate(${counter}[$__rate_interval])`;
}

/** Sums by labels; into one series without any. */
export function sumBy(labels: readonly string[], expression: string): string {
  return aggregate('sum', labels, expression);
}

/** The greatest by labels; of all without any. */
export function maxBy(labels: readonly string[], expression: string): string {
  return aggregate('max', labels, expression);
}

/** The seconds that a share of the observations of a histogram stayed below, by labels. */
export function quantile(share: number, buckets: string, labels: readonly string[] = []): string {
  const rates = sumBy(['le', ...labels], perSecond(buckets));
  return `histogram_quantile(${share}, ${rates})`;
}

/** The same of now, for one value; 0 while nothing is observed. */
export function quantileNow(share: number, buckets: string): string {
  // Without observations it is NaN, which compares as false.
  return orZero(`${quantile(share, buckets)} >= 0`);
}

/** The mean of a histogram's observations, in its unit, by labels. */
export function mean(select: Select, histogram: string, labels: readonly string[] = []): string {
  const rateOf = (part: string) => sumBy(labels, perSecond(select(`${histogram}_${part}`)));
  return `${rateOf('sum')} / ${rateOf('count')}`;
}

/**
 * The expression, or 0 where it finds no series: a counter with labels has none until it first moves. With
 * a label, the 0 carries it as `none`.
 */
export function orZero(expression: string, label?: string): string {
  const zero =
    label === undefined ? 'vector(0)' : `label_replace(vector(0), "${label}", "none", "", "")`;
  return `(${expression} or on() ${zero})`;
}

/** The greatest few series. */
export function top(count: number, expression: string): string {
  return `topk(${count}, ${expression})`;
}

function aggregate(operator: string, labels: readonly string[], expression: string): string {
  const by = labels.length === 0 ? '' : ` by (${labels.join(', ')})`;
  return `${operator}${by} (${expression})`;
}
