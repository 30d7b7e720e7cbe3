/** Totals of elections since the start of the process, for metrics. */
export interface ElectionCounts {
  /** Rounds of promises, each with any number of partitions. */
  rounds: number;
  elected: number;
  undecided: number;
  /** Elected by rule c, with possible loss. */
  unclean: number;
}
