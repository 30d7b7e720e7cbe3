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
  counter<Label extends string = never>(description: MetricDescription<Label>): Counter<Label>;
  /**
   * A counter without labels whose total somebody else keeps: it is asked for at each scrape, and left
   * out where it is undefined.
   */
  total(description: MetricDescription<never>, read: () => number | undefined): void;
  /** With `collect`, the value is asked for at each scrape. */
  gauge<Label extends string = never>(
    description: MetricDescription<Label>,
    collect?: (gauge: Gauge<Label>) => void,
  ): Gauge<Label>;
  histogram<Label extends string = never>(
    description: MetricDescription<Label> & { readonly buckets: readonly number[] },
  ): Histogram<Label>;
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
    counter: (description) => new Counter(base(description)),
    total: (description, read) => {
      void new Counter({
        ...base(description),
        collect() {
          this.reset();
          const value = read();
          if (value === undefined) this.remove();
          else this.inc(value);
        },
      });
    },
    gauge: (description, collect) =>
      new Gauge({
        ...base(description),
        ...(collect === undefined
          ? undefined
          : {
              collect() {
                collect(this);
              },
            }),
      }),
    histogram: (description) =>
      new Histogram({ ...base(description), buckets: [...description.buckets] }),
  };
}
