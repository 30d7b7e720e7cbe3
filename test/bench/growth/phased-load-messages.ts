/** What a load is told at its start. */
export interface PhasedLoadOptions {
  readonly bootstrap: readonly string[];
  readonly topic: string;
  readonly partitions: number;
  /** Clients with connections of their own, in the one process. */
  readonly clients: number;
  /** Sent, or received, by all clients together. */
  readonly records: number;
  readonly valueBytes: number;
}

/** What a load found. */
export interface PhasedLoadReport {
  readonly seconds: number;
}

const nodes = 3;

/** How many records a producer sends to connect: to as many partitions as have different leaders. */
export function connectingRecords(partitions: number): number {
  return Math.min(nodes, partitions);
}
