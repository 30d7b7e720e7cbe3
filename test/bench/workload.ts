/** What the command line asks of a workload. */
export interface WorkloadOptions {
  readonly trials: number;
  /** The parts to run, by their ids; undefined for all. */
  readonly only: readonly string[] | undefined;
  /** An empty directory of its own; what is in it is left for a look at the logs. */
  readonly directory: string;
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
  readonly defaultTrials: number;
  /** What `--only` can name. */
  readonly parts: readonly string[];
  readonly run: (options: WorkloadOptions) => Promise<WorkloadReport>;
}
