import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

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
  ): Histogram<Label>;
}

/** Makes a counter without labels show a total that is counted elsewhere. */
export function setTotal(counter: Counter, total: number): void {
  counter.reset();
  counter.inc(total);
}

/** A registry with the process' own metrics. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
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
    histogram: (description) =>
      new Histogram({ ...base(description), buckets: [...description.buckets] }),
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
