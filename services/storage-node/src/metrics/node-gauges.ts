import type { Metrics } from '@weir/runtime';

import type { LedPartition } from './led-partition.ts';
import type { NodeFigures } from './node-figures.ts';

/** A node as its metrics see it. */
export interface ObservedNode {
  figures(): NodeFigures;
  ledPartitions(): Iterable<LedPartition>;
}

/** How the figures of several nodes of a process become one. */
export type Combine = (values: readonly number[]) => number;

/** All of them together; 0 for none. */
export const sum: Combine = (values) => values.reduce((total, value) => total + value, 0);
/** The largest; 0 for none. */
export const largest: Combine = (values) => Math.max(0, ...values);
/** The smallest: of flags, whether something is so of each node; 0 for none. */
export const smallest: Combine = (values) => (values.length === 0 ? 0 : Math.min(...values));

/** A gauge of the nodes' figures. */
export interface NodeGauge {
  /** Behind `weir_storage_node_`. */
  readonly noun: string;
  readonly help: string;
  readonly of: (figures: NodeFigures) => number;
  /** `sum` by default. */
  readonly combine?: Combine;
}

/** A gauge of several values, told apart by one label of a closed set. */
export interface LabelledNodeGauge<Value extends string> {
  readonly noun: string;
  readonly help: string;
  readonly label: string;
  readonly values: readonly Value[];
  readonly of: (figures: NodeFigures, value: Value) => number;
}

/** Gauges over the nodes of a process: they are measured once for all gauges of a scrape. */
export class NodeGauges {
  readonly metrics: Metrics;
  readonly #nodes: ReadonlySet<ObservedNode>;
  #measured: readonly NodeFigures[] | undefined;

  constructor(metrics: Metrics, nodes: ReadonlySet<ObservedNode>) {
    this.metrics = metrics;
    this.#nodes = nodes;
  }

  add({ noun, help, of, combine = sum }: NodeGauge): void {
    this.metrics.gauge({ name: `weir_storage_node_${noun}`, help }, (gauge) => {
      gauge.set(combine(this.measure().map(of)));
    });
  }

  addLabelled<Value extends string>(described: LabelledNodeGauge<Value>): void {
    const { noun, help, label, values, of } = described;
    const name = `weir_storage_node_${noun}`;
    this.metrics.gauge({ name, help, labels: [label] }, (gauge) => {
      for (const value of values) {
        gauge.set({ [label]: value }, sum(this.measure().map((figures) => of(figures, value))));
      }
    });
  }

  /** The nodes' figures, the same ones until the next turn of the event loop. */
  measure(): readonly NodeFigures[] {
    if (this.#measured === undefined) {
      this.#measured = [...this.#nodes].map((node) => node.figures());
      setImmediate(() => {
        this.#measured = undefined;
      });
    }
    return this.#measured;
  }
}
