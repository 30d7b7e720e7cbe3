/** A case that is ready to run. */
export interface PreparedCase extends Partial<AsyncDisposable> {
  /** Does the case's operations once: many where one would be too short to time. */
  readonly run: () => unknown;
  /** Called after each series of runs, not timed: removes what they left. */
  readonly tidy?: () => Promise<void>;
}

/** One thing that is measured. */
export interface MicroCase {
  readonly id: string;
  readonly what: string;
  /** What is counted, in the plural. */
  readonly unit: string;
  /** How many of them a run does. */
  readonly operationsPerRun: number;
  /** Whether files are written or read: how long that takes varies more than computing does. */
  readonly usesDisk?: boolean;
  /** `directory` is empty and the case's own. */
  readonly prepare: (directory: string) => Promise<PreparedCase> | PreparedCase;
}
