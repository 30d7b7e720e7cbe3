import type { Random } from '@weir/core';
import type { History } from '../checkers/history.ts';
import type { EventQueue } from './event-queue.ts';
import type { ReplicationSession } from './replication-session.ts';
import type { SimulatedNetwork } from './simulated-network.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { Trace } from './trace.ts';

/** What everything in a simulation shares. */
export interface World {
  readonly queue: EventQueue;
  readonly random: Random;
  readonly network: SimulatedNetwork;
  readonly history: History;
  readonly trace: Trace;
  readonly nodes: Map<number, SimulatedNode>;
  /** Sessions that are not known to be broken. */
  readonly sessions: Set<ReplicationSession>;
  readonly nextSession: () => number;
  /**
   * Leaders send no record at or above this offset to a node, and nothing at all where it is negative:
   * for scenarios.
   */
  readonly sendLimits: Map<number, number>;
  /** The longest that a piece of disk work takes now. */
  maxDiskMs: number;
}

/** Whether something happens that has this chance. */
export function happens(random: Random, perMille: number): boolean {
  return perMille > 0 && random.nextInt(1000) < perMille;
}

/** One of several. */
export function oneOf<Value>(random: Random, values: readonly [Value, ...Value[]]): Value {
  return values[random.nextInt(values.length)] ?? values[0];
}

/** A number from `min` to `max`, both inclusive. */
export function between(random: Random, min: number, max: number): number {
  return min + random.nextInt(Math.floor(max - min) + 1);
}
