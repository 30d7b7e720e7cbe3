import type { ElectionCounts } from './election/election-counts.ts';

/** Totals since the start of the process, for metrics. */
export interface ControllerCounts extends ElectionCounts {
  /** Times that this controller became active. */
  activations: number;
  /** Times that it stepped down because another one had been seen, or the store had changed. */
  fencings: number;
  /** Active lives that began with a store that had lost decisions. */
  rebuilds: number;
  nodeDeaths: number;
  /** Times that it gave way because most nodes fell silent at once. */
  cutOffs: number;
  /** Times that the metadata store did not answer after it had. */
  storeOutages: number;
  /** Partitions that have reached the replica set that was asked for. */
  moves: number;
}

/** All zero. */
export function newControllerCounts(): ControllerCounts {
  return {
    rounds: 0,
    elected: 0,
    undecided: 0,
    unclean: 0,
    activations: 0,
    fencings: 0,
    rebuilds: 0,
    nodeDeaths: 0,
    storeOutages: 0,
    cutOffs: 0,
    moves: 0,
  };
}
