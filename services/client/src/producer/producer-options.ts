import type { Codec } from '@weir/core';

/** When a record counts as delivered: committed, appended by the leader, or read by it. */
export type ProducerAcks = 'all' | 'leader' | 'none';

/** How a producer batches, retries and numbers its records. Every field has a default. */
export interface ProducerOptions {
  /** `all` by default. */
  readonly acks?: ProducerAcks;
  /** `none` by default. */
  readonly compression?: Codec;
  /**
   * How long a batch waits for more records, in milliseconds; 0 by default: it leaves at once when
   * none of its partition is in flight, and grows while one is.
   */
  readonly lingerMs?: number;
  /** Size at which a batch leaves whatever else; 262,144 by default, 1,024 to 8,388,608. */
  readonly batchBytes?: number;
  /** Batches of one partition on their way at once; 5 by default, 1 to 5. */
  readonly maxInFlight?: number;
  /** Bytes that may wait for acknowledgement; `send` waits when they are used. 64 MiB by default. */
  readonly bufferBytes?: number;
  /** Numbers batches so that a retry is never appended twice. True with acks `all`, its only choice. */
  readonly idempotent?: boolean;
  /**
   * How long a record may take from `send` to its acknowledgement, retries included; 120,000 ms by
   * default. Then it is rejected with `DELIVERY_TIMED_OUT`.
   */
  readonly deliveryTimeoutMs?: number;
  /** How long the leader may wait for replicas, and the client for one answer; 30,000 ms by default. */
  readonly requestTimeoutMs?: number;
  /**
   * A name known to the controller: this instance fences older ones of the same name, and
   * `lastAppended` tells how far they came.
   */
  readonly name?: string;
  /**
   * Whether a record that fails takes with it all that is sent to its partition behind it, with the same
   * error, for the rest of this producer's life: what stands in the log is then always a beginning of
   * what was sent. False by default; needs `idempotent`.
   */
  readonly stopAtGap?: boolean;
}
