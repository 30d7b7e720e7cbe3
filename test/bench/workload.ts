import type { PeerName } from './peers/peer-name.ts';

/** What the command line asks of a workload. */
export interface WorkloadOptions {
  /** Trials of each part; for a contest the pairs. */
  readonly trials: number;
  /** The parts to run, by their ids; undefined for all. */
  readonly only: readonly string[] | undefined;
  /** An empty directory of its own; what is in it is left for a look at the logs. */
  readonly directory: string;
  /** Whom a contest measures beside Weir; none for a workload that is no contest. */
  readonly peers: readonly PeerName[];
  /** Share of the records, or of the time, of each measurement: 1 but for a short look. */
  readonly scale: number;
  /** Where each Node process of Weir leaves a CPU profile at its end. */
  readonly profileDirectory: string | undefined;
  /** Whether what is found becomes the baseline of later runs, where there is one. */
  readonly updateBaseline: boolean;
  /** Aborted when the command is stopped. */
  readonly signal: AbortSignal;
  /** One line on how far it is. */
  readonly progress: (line: string) => void;
}

/** What a workload found. */
export interface WorkloadReport {
  /** The table for people, Markdown. */
  readonly markdown: string;
  /** Every figure, for programs. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The bars that were missed, one sentence each. */
  readonly missed: readonly string[];
}

/** One benchmark: `npm run bench -- NAME`. */
export interface Workload {
  readonly summary: string;
  /** Whether it repeats faults, or measures Weir and peers in turn. */
  readonly repeats: 'trials' | 'pairs';
  readonly defaultTrials: number;
  /** Whom a contest measures where there are drivers: Kafka, unless its bars name others, too. */
  readonly defaultPeers?: readonly PeerName[];
  /** What `--only` can name. */
  readonly parts: readonly string[];
  readonly run: (options: WorkloadOptions) => Promise<WorkloadReport>;
}
