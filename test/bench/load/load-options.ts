import type { ProducerAcks } from '@weir/client';

/** What every load generator is told: the cluster, and a topic that exists. */
export interface LoadOptions {
  readonly bootstrap: readonly string[];
  readonly topic: string;
  readonly partitions: number;
}

/** For `produce-main.ts`. */
export interface ProduceOptions extends LoadOptions {
  readonly records: number;
  readonly valueBytes: number;
  readonly acks: ProducerAcks;
}

/** For `one-in-flight-main.ts`. */
export interface OneInFlightOptions extends LoadOptions {
  readonly records: number;
  readonly warmUpRecords: number;
  readonly valueBytes: number;
}

/** For `end-to-end-main.ts`. */
export interface EndToEndOptions extends LoadOptions {
  readonly recordsPerSecond: number;
  /** At least 12. */
  readonly valueBytes: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** For `consume-main.ts`. */
export interface ConsumeOptions extends LoadOptions {
  readonly records: number;
  readonly valueBytes: number;
}

/** For `group-member-main.ts`. */
export interface GroupMemberOptions extends LoadOptions {
  readonly groupId: string;
  readonly valueBytes: number;
}
