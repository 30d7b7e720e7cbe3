/** Where the servers will be, and the topic that the first record goes to. */
export interface ColdClientOrder {
  readonly bootstrap: readonly string[];
  readonly replicationFactor: number;
  /** Unix milliseconds after which an error is not tried again. */
  readonly deadlineAtMs: number;
}

/** When the first record was acknowledged, in Unix milliseconds. */
export interface ColdClientReport {
  readonly acknowledgedAtMs: number;
}
