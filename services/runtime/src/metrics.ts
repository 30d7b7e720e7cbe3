import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { SeriesHistogram } from './series-histogram.ts';
import { weirVersion } from './weir-version.ts';

/** A metric's name, meaning and labels. */
export interface MetricDescription<Label extends string> {
  /** `weir_<service>_<noun>_<unit>`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

/** The metrics of one process. */
export interface Metrics {
  readonly registry: Registry;
  /** With `collect`, whoever counts is asked for the total at each scrape: see `setTotal`. */
  counter<Label extends string = never>(
    description: MetricDescription<Label>,
    collect?: (counter: Counter<Label>) => void,
  ): Counter<Label>;
  /** With `collect`, the value is asked for at each scrape. */
  gauge<Label extends string = never>(
    description: MetricDescription<Label>,
    collect?: (gauge: Gauge<Label>) => void,
  ): Gauge<Label>;
  histogram<Label extends string = never>(
    description: MetricDescription<Label> & { readonly buckets: readonly number[] },
  ): SeriesHistogram<Label>;
}

/** Upper bounds for how long something takes, in seconds: from 100 µs to 30 s. */
export const secondsBuckets: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  30,
];

/** A registry with the process' own metrics, and what a service it is. */
export function createMetrics(service?: string): Metrics {
  const metrics = metricsOf(new Registry());
  collectDefaultMetrics({ register: metrics.registry });
  if (service !== undefined) registerBuild(metrics, service);
  return metrics;
}

/** A registry that nobody scrapes, for parts whose owner wants no metrics. */
export function unscrapedMetrics(): Metrics {
  return metricsOf(new Registry());
}

/** Makes a counter without labels show a total that is counted elsewhere. */
export function setTotal(counter: Counter, total: number): void {
  counter.reset();
  counter.inc(total);
}

function metricsOf(registry: Registry): Metrics {
  const base = <Label extends string>({ name, help, labels }: MetricDescription<Label>) => ({
    name,
    help,
    labelNames: labels ?? [],
    registers: [registry],
  });
  return {
    registry,
    counter: (description, collect) => new Counter({ ...base(description), ...asking(collect) }),
    gauge: (description, collect) => new Gauge({ ...base(description), ...asking(collect) }),
    histogram: (description) => {
      const histogram = new SeriesHistogram(description);
      registry.registerMetric(histogram.metric);
      return histogram;
    },
  };
}

/** `prom-client` calls `collect` as a method of the metric. */
function asking<Asked>(collect: ((metric: Asked) => void) | undefined) {
  if (collect === undefined) return undefined;
  return {
    collect(this: Asked) {
      collect(this);
    },
  };
}

function registerBuild(metrics: Metrics, service: string): void {
  const gauge = metrics.gauge({
    name: 'weir_build_info',
    help: 'What runs here: the service, its version, and that of Node',
    labels: ['service', 'version', 'node_version'],
  });
  gauge.set({ service, version: weirVersion, node_version: process.versions.node }, 1);
}
