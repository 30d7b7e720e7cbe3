import type { NodeStatus } from '@weir/protos';
import { CounterRates } from '../api/counter-rate.ts';

/** What goes in and out in a second; `undefined` until two reports of a node are known. */
export interface Throughput {
  readonly recordsIn: number | undefined;
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
}

/** Throughput of the cluster and of its nodes at an instant. */
export interface ThroughputPoint {
  /** Unix time in milliseconds. */
  readonly atMs: number;
  readonly total: Throughput;
  readonly byNode: ReadonlyMap<number, Throughput>;
}

const unknown: Throughput = { recordsIn: undefined, bytesIn: undefined, bytesOut: undefined };

/**
 * Throughput from the counters that nodes report, with a history of `maxPoints`.
 *
 * Counters are those of a node's life: one that was started anew has no rate until its second report.
 */
export class ThroughputHistory {
  #rates = new CounterRates();
  readonly #maxPoints: number;
  #points: readonly ThroughputPoint[] = [];

  constructor(maxPoints: number) {
    this.#maxPoints = maxPoints;
  }

  /** Oldest first; another array after each `add`. */
  get points(): readonly ThroughputPoint[] {
    return this.#points;
  }

  /** Takes the reports of an answer. */
  add(atMs: number, statuses: readonly NodeStatus[]): void {
    const reports = statuses.filter(({ reportedAtMs }) => reportedAtMs > 0);
    this.#rates.update(reports.flatMap(readingsOf));
    const byNode = new Map(statuses.map(({ nodeId }) => [nodeId, this.#ofNode(nodeId)]));
    const point = { atMs, total: totalOf([...byNode.values()]), byNode };
    this.#points = [...this.#points, point].slice(-this.#maxPoints);
  }

  /** Forgets everything: the cluster is not this caller's to see any more. */
  clear(): void {
    this.#rates = new CounterRates();
    this.#points = [];
  }

  #ofNode(nodeId: number): Throughput {
    return {
      recordsIn: this.#rates.rateOf(`${nodeId}.recordsIn`),
      bytesIn: this.#rates.rateOf(`${nodeId}.bytesIn`),
      bytesOut: this.#rates.rateOf(`${nodeId}.bytesOut`),
    };
  }
}

function readingsOf(status: NodeStatus) {
  const { nodeId, reportedAtMs: atMs, appendedRecords, appendedBytes, sentBytes } = status;
  return [
    [`${nodeId}.recordsIn`, { value: appendedRecords, atMs }],
    [`${nodeId}.bytesIn`, { value: appendedBytes, atMs }],
    [`${nodeId}.bytesOut`, { value: sentBytes, atMs }],
  ] as const;
}

/** Nodes whose rate is not known count nothing, unless none is known. */
function totalOf(nodes: readonly Throughput[]): Throughput {
  return nodes.reduce(
    (sum, node) => ({
      recordsIn: add(sum.recordsIn, node.recordsIn),
      bytesIn: add(sum.bytesIn, node.bytesIn),
      bytesOut: add(sum.bytesOut, node.bytesOut),
    }),
    unknown,
  );
}

function add(sum: number | undefined, value: number | undefined): number | undefined {
  if (sum === undefined || value === undefined) return sum ?? value;
  return sum + value;
}
