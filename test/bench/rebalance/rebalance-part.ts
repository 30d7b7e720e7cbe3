import type { Weir } from '@weir/client';
import type { LocalCluster } from '../../harness/local-cluster.ts';

/** One number that a part measures in each trial. */
export interface Figure {
  readonly id: string;
  readonly what: string;
  readonly unit: 'ms' | 'a second';
  /** What the median is held against; a figure without a bar is only told. */
  readonly bar?: { readonly atMost: number } | { readonly atLeast: number };
}

/** What became of the records of a trial. */
export interface RecordCounts {
  readonly delivered: number;
  /** Acknowledged and not delivered, or delivered only after a later one. */
  readonly skipped: number;
  /** Delivered again although a member that did not crash had them. */
  readonly duplicates: number;
  /** Delivered again because the member that had them was killed before it committed. */
  readonly redelivered: number;
}

/** What one trial found. */
export interface RebalanceTrial {
  /** By the id of the figure. */
  readonly figures: Readonly<Record<string, number>>;
  readonly counts: RecordCounts;
  /** What must not be, one sentence each. */
  readonly errors: readonly string[];
}

/** What all trials of a run share. */
export interface RebalanceSetting {
  readonly cluster: LocalCluster;
  readonly weir: Weir;
  readonly signal: AbortSignal;
}

/** One row, or several, of the table: what happens to a group, and what is measured. */
export interface RebalancePart {
  readonly id: string;
  readonly what: string;
  readonly figures: readonly Figure[];
  /** Runs it once, on a topic and a group of this name. */
  readonly run: (setting: RebalanceSetting, name: string) => Promise<RebalanceTrial>;
}

/** For a part that moves no records. */
export const noRecords: RecordCounts = { delivered: 0, skipped: 0, duplicates: 0, redelivered: 0 };
