import { toWeirError, type NodeId, type Offset, WeirError } from '@weir/core';
import type { ReplicaAck, ReplicaDataInput, ReplicaStart } from '@weir/protos';

import { endOffsetOf } from '../partition/check-batches.ts';
import type { Partition } from '../partition/partition.ts';
import type { FollowerSession } from '../partition/replication-ports.ts';
import { SendCursor, type SendPlan } from '../replication/send-cursor.ts';
import type { CatchUpThrottle } from './catch-up-throttle.ts';
import type { PushSource, TakenItem } from './push-loop.ts';
import type { ReadSlots } from './read-slots.ts';

/** The stream that a sender shares with others. */
export interface SenderStream {
  /** Bytes that may still be sent before the follower says that it has received some. */
  readonly windowLeft: number;
  /** Bytes were sent (positive) or received (negative). */
  inFlight(bytes: number): void;
  wake(sender: FollowerSender): void;
  /** Something is to be told, though no data is on its way: soon will do. */
  wakeSoon(sender: FollowerSender): void;
  /** Limits what goes to followers that are not members yet. */
  readonly throttle: CatchUpThrottle;
  /** Something may be sent, but not before so many milliseconds have passed. */
  wakeAfter(sender: FollowerSender, delayMs: number): void;
  /** Reads that wait for the disk, or for being sent. */
  readonly reads: ReadSlots<FollowerSender>;
  /** The session is over; the follower is told why. */
  end(sender: FollowerSender, error: WeirError): void;
}

/** Which follower of which partition. */
export interface FollowerSenderOptions {
  readonly partition: Partition;
  readonly node: NodeId;
  /** Unique on this node. */
  readonly session: number;
  /** The session's number on its stream. */
  readonly wireSession: number;
  readonly stream: SenderStream;
}

interface ReadBatches {
  readonly plan: SendPlan;
  readonly batches: Buffer[];
}

const maxReadBytes = 1024 * 1024;

/**
 * Sends one partition's log to one follower: batches as soon as they are queued, while the leader's own
 * write is under way, and the high watermark with them.
 *
 * Invariants:
 *   - Batches go out in order, each epoch entry before the records at or above its start.
 *   - At most one read from disk is under way.
 * Tests: `storage-node.test.ts`.
 */
export class FollowerSender implements FollowerSession, PushSource<ReplicaDataInput> {
  readonly node: NodeId;
  readonly session: number;
  readonly wireSession: number;
  readonly partition: Partition;
  readonly #stream: SenderStream;
  #cursor: SendCursor | undefined;
  #read: ReadBatches | undefined;
  #isReading = false;
  #holdsSlot = false;
  #isEnded = false;
  #toldHighWatermark = -1;
  #toldLogStart = -1;
  /** What was sent and not yet received: ends and bytes, the oldest first. */
  readonly #unreceived: { readonly endOffset: number; readonly bytes: number }[] = [];

  constructor(options: FollowerSenderOptions) {
    this.partition = options.partition;
    this.node = options.node;
    this.session = options.session;
    this.wireSession = options.wireSession;
    this.#stream = options.stream;
  }

  /** The follower has cut its log and says where to go on; throws where that is impossible. */
  start({ logEndOffset, lastEpoch }: ReplicaStart): void {
    this.#cursor = new SendCursor(this.partition.history(), logEndOffset as Offset, lastEpoch);
    this.#stream.wake(this);
  }

  /** The follower says what it holds and has received. */
  acknowledge(ack: ReplicaAck): void {
    this.#receive(ack.receivedOffset);
    this.partition.acknowledge(this, {
      logEndOffset: ack.logEndOffset as Offset,
      lastEpoch: ack.lastEpoch,
    });
  }

  appended(): void {
    if (this.#cursor !== undefined) this.#stream.wake(this);
  }

  marksMoved(): void {
    if (this.#cursor !== undefined) this.#stream.wakeSoon(this);
  }

  ended(error: WeirError): void {
    this.#stream.end(this, error);
  }

  /** Nothing more is sent; what was on its way counts no more. */
  close(): void {
    this.#isEnded = true;
    this.#stream.reads.forget(this);
    if (!this.#isReading) this.#releaseSlot();
    this.#receive(Number.MAX_SAFE_INTEGER);
    this.partition.removeFollower(this);
  }

  take(maxBytes: number): TakenItem<ReplicaDataInput> | undefined {
    if (this.#isEnded || this.#cursor === undefined || this.#isReading) return undefined;
    try {
      return this.#takeData(this.#cursor, maxBytes) ?? this.#takeMarks(this.#cursor);
    } catch (error) {
      this.#stream.end(this, toWeirError(error));
      return undefined;
    }
  }

  /** Whether a message without data would be news. */
  get hasMarksToTell(): boolean {
    const { highWatermark } = this.partition.state;
    const { logStartOffset } = this.partition.log;
    return highWatermark !== this.#toldHighWatermark || logStartOffset !== this.#toldLogStart;
  }

  #takeData(cursor: SendCursor, maxBytes: number): TakenItem<ReplicaDataInput> | undefined {
    if (this.#stream.windowLeft <= 0) {
      // Woken when there is room.
      this.#stream.wake(this);
      return undefined;
    }
    const isThrottled = this.partition.isOutsider(this.node);
    const { throttle } = this.#stream;
    const delayMs = isThrottled && this.#read === undefined ? throttle.delayMs : 0;
    if (delayMs > 0) {
      this.#stream.wakeAfter(this, delayMs);
      return undefined;
    }
    const limit = isThrottled ? Math.min(maxBytes, throttle.burstBytes) : maxBytes;
    const read = this.#read ?? this.#readNext(cursor, limit);
    if (read === undefined) return undefined;
    this.#read = undefined;
    this.#releaseSlot();

    const endOffset = endOffsetOf(read.batches, read.plan.baseOffset);
    const bytes = read.batches.reduce((sum, batch) => sum + batch.length, 0);
    cursor.sent(read.plan, endOffset);
    this.#unreceived.push({ endOffset, bytes });
    this.#stream.inFlight(bytes);
    if (isThrottled) throttle.sent(bytes);
    return { item: this.#toData(read), bytes };
  }

  #takeMarks(cursor: SendCursor): TakenItem<ReplicaDataInput> | undefined {
    if (this.#isReading || !this.hasMarksToTell) return undefined;
    const plan = { baseOffset: cursor.nextOffset, epochs: [], maxOffset: cursor.nextOffset };
    return { item: this.#toData({ plan, batches: [] }), bytes: 0 };
  }

  #readNext(cursor: SendCursor, maxBytes: number): ReadBatches | undefined {
    const plan = cursor.plan(this.partition.history());
    if (plan === undefined) return undefined;
    if (plan.maxOffset === plan.baseOffset) return { plan, batches: [] };
    if (!this.#stream.reads.tryTake(this)) return undefined;
    this.#holdsSlot = true;
    const batches = this.partition.log.read({
      offset: plan.baseOffset,
      maxBytes: Math.min(maxBytes, maxReadBytes),
      maxOffset: plan.maxOffset,
    });
    if (Array.isArray(batches)) return checked({ plan, batches });
    void this.#waitFor(plan, batches);
    return undefined;
  }

  async #waitFor(plan: SendPlan, reading: Promise<Buffer[]>): Promise<void> {
    this.#isReading = true;
    try {
      const batches = await reading;
      this.#read = checked({ plan, batches });
    } catch (error) {
      this.#stream.end(this, toWeirError(error));
    }
    this.#isReading = false;
    if (this.#isEnded) this.#releaseSlot();
    else this.#stream.wake(this);
  }

  #releaseSlot(): void {
    if (!this.#holdsSlot) return;
    this.#holdsSlot = false;
    this.#stream.reads.release();
  }

  #toData({ plan, batches }: ReadBatches): ReplicaDataInput {
    const { highWatermark } = this.partition.state;
    const { logStartOffset } = this.partition.log;
    this.#toldHighWatermark = highWatermark;
    this.#toldLogStart = logStartOffset;
    return {
      session: this.wireSession,
      baseOffset: plan.baseOffset,
      epochs: plan.epochs.map(({ epoch, startOffset }) => ({ leaderEpoch: epoch, startOffset })),
      batches,
      highWatermark,
      logStartOffset,
    };
  }

  #receive(receivedOffset: number): void {
    let bytes = 0;
    let sent = this.#unreceived[0];
    while (sent !== undefined && sent.endOffset <= receivedOffset) {
      bytes += sent.bytes;
      this.#unreceived.shift();
      sent = this.#unreceived[0];
    }
    if (bytes > 0) this.#stream.inFlight(-bytes);
  }
}

/** Below its end a plan has batches: none would be waited for without end. */
function checked(read: ReadBatches): ReadBatches {
  if (read.batches.length > 0) return read;
  const { baseOffset, maxOffset } = read.plan;
  throw new WeirError('STORAGE_ERROR', `No batch at offset ${baseOffset} below ${maxOffset}`);
}
