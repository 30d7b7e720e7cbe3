import type { ServerDuplexStream } from '@grpc/grpc-js';
import {
  type Clock,
  type LeaderEpoch,
  type NodeId,
  type Timer,
  toNodeId,
  toWeirError,
  WeirError,
} from '@weir/core';
import type {
  ReplicaAck,
  ReplicaDataInput,
  ReplicaJoin,
  ReplicaJoinReplyInput,
  ReplicaStart,
  ReplicateHello,
  ReplicateRequest,
  ReplicateResponseInput,
} from '@weir/protos';
import type { Logger } from '@weir/runtime';

import type { Partition } from '../partition/partition.ts';
import type { PartitionRegistry } from '../partition/partition-registry.ts';
import type { FencingObserver } from '../rpc/fencing-observer.ts';
import { toWireConfig } from '../rpc/wire-config.ts';
import type { CatchUpThrottle } from './catch-up-throttle.ts';
import { FollowerSender, type SenderStream } from './follower-sender.ts';
import { PushLoop } from './push-loop.ts';
import type { ReplicationObserver } from './replication-observer.ts';
import { ReadSlots } from './read-slots.ts';

/** What the leader's end of a stream works with. */
export interface ReplicationStreamOptions {
  readonly stream: ServerDuplexStream<ReplicateRequest, ReplicateResponseInput>;
  readonly registry: PartitionRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observer: FencingObserver & ReplicationObserver;
  /** The cluster that this node belongs to; null before it was told. */
  readonly clusterId: () => string | null;
  /** Shared by all streams of the node. */
  readonly throttle: CatchUpThrottle;
  /** Numbers for sessions, unique on this node. */
  readonly nextSession: () => number;
}

/** Sent and not yet received, of all partitions of the stream. */
const windowBytes = 8 * 1024 * 1024;
const maxMessageBytes = 1024 * 1024;
/** Catch-up reads under way, or read and not sent: of at most 1 MiB each. */
const maxReads = 4;
/** A high watermark that moved without data is told this much later, for many at once. */
const marksDelayMs = 10;
/** How long a follower may be ahead of its leader with the news of an election. */
const earlyJoinMs = 250;

/**
 * The leader's end of the stream from one follower's node, which all their partitions share.
 *
 * Invariants:
 *   - Never more than the window, and one batch, is sent and not received.
 *   - A session that has ended is not listened to; the in-sync set has lost it.
 * Tests: `storage-node.test.ts`.
 */
export class ReplicationStream implements SenderStream {
  readonly reads = new ReadSlots<FollowerSender>(maxReads, (sender) => {
    this.wake(sender);
  });
  readonly #options: ReplicationStreamOptions;
  readonly #senders = new Map<number, FollowerSender>();
  readonly #loop: PushLoop<ReplicaDataInput>;
  readonly #waitingForWindow = new Set<FollowerSender>();
  readonly #waitingForMarks = new Set<FollowerSender>();
  /** Joins that came before this node led; each ends its waiting. */
  readonly #earlyJoins = new Map<number, () => void>();
  readonly #throttled = new Map<FollowerSender, Timer>();
  #marksTimer: Timer | undefined;
  #node: NodeId | undefined;
  #bytesInFlight = 0;
  #replies: ReplicaJoinReplyInput[] = [];
  #isClosed = false;

  constructor(options: ReplicationStreamOptions) {
    this.#options = options;
    const { stream } = options;
    this.#loop = new PushLoop(
      {
        write: (data) => stream.write({ data: [...data] }),
        whenDrained: (callback) => {
          stream.once('drain', callback);
        },
      },
      maxMessageBytes,
    );
  }

  get throttle(): CatchUpThrottle {
    return this.#options.throttle;
  }

  get windowLeft(): number {
    return windowBytes - this.#bytesInFlight;
  }

  /** Serves the stream until it ends; rejects for what contradicts the protocol. */
  async serve(signal: AbortSignal): Promise<void> {
    const { stream } = this.#options;
    try {
      await new Promise<void>((resolve, reject) => {
        stream.on('data', (request: ReplicateRequest) => {
          try {
            this.#receive(request);
          } catch (error) {
            reject(toWeirError(error));
          }
        });
        stream.on('end', resolve);
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
    } finally {
      this.#close();
    }
  }

  inFlight(bytes: number): void {
    this.#bytesInFlight += bytes;
    if (bytes > 0) this.#options.observer.replicatedOut(bytes);
    if (bytes >= 0 || this.windowLeft <= 0) return;
    for (const sender of this.#waitingForWindow) this.#loop.wake(sender);
    this.#waitingForWindow.clear();
  }

  wake(sender: FollowerSender): void {
    if (this.windowLeft > 0) this.#loop.wake(sender);
    else this.#waitingForWindow.add(sender);
  }

  wakeSoon(sender: FollowerSender): void {
    this.#waitingForMarks.add(sender);
    this.#marksTimer ??= this.#options.clock.setTimer(marksDelayMs, () => {
      this.#marksTimer = undefined;
      for (const each of this.#waitingForMarks) if (each.hasMarksToTell) this.#loop.wake(each);
      this.#waitingForMarks.clear();
    });
  }

  wakeAfter(sender: FollowerSender, delayMs: number): void {
    if (this.#throttled.has(sender)) return;
    const timer = this.#options.clock.setTimer(delayMs, () => {
      this.#throttled.delete(sender);
      this.wake(sender);
    });
    this.#throttled.set(sender, timer);
  }

  end(sender: FollowerSender, error: WeirError): void {
    if (this.#senders.get(sender.wireSession) !== sender) return;
    this.#drop(sender);
    this.#reply(toErrorReply(sender.wireSession, error));
  }

  #receive(request: ReplicateRequest): void {
    if (request.hello !== null) this.#greet(request.hello);
    const node = this.#node;
    if (node === undefined) {
      throw new WeirError('INVALID_REQUEST', 'A replication stream starts with a hello');
    }
    for (const session of request.leaves) this.#leave(session);
    for (const join of request.joins) this.#join(node, join);
    for (const start of request.starts) this.#start(start);
    for (const ack of request.acks) this.#acknowledge(ack);
  }

  #greet(hello: ReplicateHello): void {
    const clusterId = this.#options.clusterId();
    if (clusterId !== null && hello.clusterId !== '' && hello.clusterId !== clusterId) {
      throw new WeirError(
        'INCONSISTENT_CLUSTER_ID',
        `Node ${hello.nodeId} is of cluster ${hello.clusterId}, this is ${clusterId}`,
      );
    }
    this.#node = toNodeId(hello.nodeId);
    this.#options.logger.debug({ follower: this.#node }, 'replication stream opened');
  }

  #join(node: NodeId, join: ReplicaJoin): void {
    this.#leave(join.session);
    try {
      const partition = this.#options.registry.get(join.topicId, join.partition);
      this.#admit(partition, node, join);
    } catch (error) {
      const refusal = toWeirError(error);
      if (refusal.code === 'UNKNOWN_LEADER_EPOCH') this.#joinLater(node, join, refusal);
      else this.#refuse(join.session, refusal);
    }
  }

  /** The follower heard of the leader before the leader itself did: it is taken in when that leads. */
  #joinLater(node: NodeId, join: ReplicaJoin, refusal: WeirError): void {
    const { registry, clock } = this.#options;
    const partition = registry.get(join.topicId, join.partition);
    const giveUp = (error: WeirError): void => {
      this.#forgetJoin(join.session);
      this.#refuse(join.session, error);
    };
    const timer = clock.setTimer(earlyJoinMs, () => {
      giveUp(refusal);
    });
    const stopWatching = partition.watch({
      partitionMoved: () => {
        try {
          this.#admit(partition, node, join);
          this.#forgetJoin(join.session);
        } catch (error) {
          const now = toWeirError(error);
          if (now.code !== 'UNKNOWN_LEADER_EPOCH') giveUp(now);
        }
      },
    });
    this.#earlyJoins.set(join.session, () => {
      timer.cancel();
      stopWatching();
    });
  }

  #refuse(session: number, error: WeirError): void {
    this.#options.observer.refused(error.code);
    this.#reply(toErrorReply(session, error));
  }

  #forgetJoin(session: number): void {
    this.#earlyJoins.get(session)?.();
    this.#earlyJoins.delete(session);
  }

  /** Throws where the partition does not lead the epoch that the follower means. */
  #admit(partition: Partition, node: NodeId, join: ReplicaJoin): void {
    const sender = new FollowerSender({
      partition,
      node,
      session: this.#options.nextSession(),
      wireSession: join.session,
      stream: this,
    });
    partition.addFollower(sender, {
      epoch: join.leaderEpoch as LeaderEpoch,
      proposalId: join.proposalId,
    });
    this.#senders.set(join.session, sender);
    this.#reply(toJoinReply(sender));
  }

  #start(start: ReplicaStart): void {
    const sender = this.#senders.get(start.session);
    if (sender === undefined) return;
    try {
      sender.start(start);
    } catch (error) {
      this.end(sender, toWeirError(error));
    }
  }

  #acknowledge(ack: ReplicaAck): void {
    const sender = this.#senders.get(ack.session);
    if (sender === undefined) return;
    try {
      sender.acknowledge(ack);
    } catch (error) {
      this.end(sender, toWeirError(error));
    }
  }

  #leave(session: number): void {
    this.#forgetJoin(session);
    const sender = this.#senders.get(session);
    if (sender !== undefined) this.#drop(sender);
  }

  #drop(sender: FollowerSender): void {
    this.#senders.delete(sender.wireSession);
    this.#loop.remove(sender);
    this.#waitingForWindow.delete(sender);
    this.#waitingForMarks.delete(sender);
    this.#throttled.get(sender)?.cancel();
    this.#throttled.delete(sender);
    sender.close();
  }

  /** Replies of one turn go out together. */
  #reply(reply: ReplicaJoinReplyInput): void {
    this.#replies.push(reply);
    if (this.#replies.length > 1) return;
    process.nextTick(() => {
      const replies = this.#replies;
      this.#replies = [];
      if (!this.#isClosed) this.#options.stream.write({ replies });
    });
  }

  #close(): void {
    this.#isClosed = true;
    this.#loop.stop();
    this.#marksTimer?.cancel();
    for (const session of [...this.#earlyJoins.keys()]) this.#forgetJoin(session);
    for (const timer of this.#throttled.values()) timer.cancel();
    this.#throttled.clear();
    const senders = [...this.#senders.values()];
    this.#senders.clear();
    for (const sender of senders) sender.close();
    this.#options.logger.debug({ follower: this.#node }, 'replication stream closed');
  }
}

function toJoinReply({ partition, wireSession }: FollowerSender): ReplicaJoinReplyInput {
  const { state } = partition;
  const { entries, logStartOffset, logEndOffset } = partition.history();
  return {
    session: wireSession,
    leaderEpoch: state.vote.epoch,
    epochs: entries.map(({ epoch, startOffset }) => ({ leaderEpoch: epoch, startOffset })),
    logEndOffset,
    logStartOffset,
    highWatermark: state.highWatermark,
    config: toWireConfig(state.config),
  };
}

function toErrorReply(session: number, error: WeirError): ReplicaJoinReplyInput {
  return { session, errorCode: error.code, errorMessage: error.message };
}
