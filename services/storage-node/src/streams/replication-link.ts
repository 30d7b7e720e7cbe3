import type { ClientDuplexStream } from '@grpc/grpc-js';
import { type Clock, isErrorCode, type Offset, type Random, type Timer } from '@weir/core';
import {
  type ReplicaAckInput,
  type ReplicaData,
  type ReplicaJoinInput,
  type ReplicaJoinReply,
  type ReplicaStartInput,
  type ReplicateHelloInput,
  type ReplicateRequestInput,
  type ReplicateResponse,
  ReplicationService,
} from '@weir/protos';
import {
  type Backoff,
  type ChannelPool,
  createBackoff,
  fromServiceError,
  type Logger,
} from '@weir/runtime';

import type { FollowerEndpoint } from '../partition/replication-ports.ts';
import type { Vote } from '../replication/replica-effect.ts';

/** What the follower's end of a stream works with. */
export interface ReplicationLinkOptions {
  readonly address: string;
  readonly channels: ChannelPool;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly hello: () => ReplicateHelloInput;
}

type Stream = ClientDuplexStream<ReplicateRequestInput, ReplicateResponse>;

interface Member {
  session: number | undefined;
  readonly backoff: Backoff;
  /** How far the replica counted when the session started, exclusive. */
  countedEnd: number | undefined;
  timer: Timer | undefined;
}

/**
 * The way from this node's followers to one leader's node: one stream for all of them, opened again
 * whenever it breaks.
 *
 * What is to be said in one turn goes out as one message at the turn's end. Acknowledgements are not
 * queued: each endpoint is asked for its newest when the message is made.
 *
 * Invariants:
 *   - A session belongs to one endpoint and to one life of the stream; numbers never repeat.
 *   - While the stream is down no endpoint has a session.
 *   - An endpoint's pauses grow until a session has brought something onto its disk.
 * Tests: `replication-link.test.ts`, `storage-node.test.ts`.
 */
export class ReplicationLink {
  readonly #options: ReplicationLinkOptions;
  readonly #members = new Map<FollowerEndpoint, Member>();
  readonly #endpoints = new Map<number, FollowerEndpoint>();
  readonly #backoff: Backoff;
  readonly #acknowledging = new Set<FollowerEndpoint>();
  #joins: ReplicaJoinInput[] = [];
  #starts: ReplicaStartInput[] = [];
  #leaves: number[] = [];
  #stream: Stream | undefined;
  #reconnectTimer: Timer | undefined;
  #lastSession = 0;
  #isScheduled = false;
  #isFull = false;
  /** What the stream has brought and no log has taken: at most a few messages. */
  #received: ReplicaData[] = [];
  #isTaking = false;

  constructor(options: ReplicationLinkOptions) {
    this.#options = options;
    this.#backoff = this.#newBackoff(20);
  }

  /** Whether nobody needs it. */
  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  attach(endpoint: FollowerEndpoint): void {
    if (this.#members.has(endpoint)) return;
    const member: Member = {
      session: undefined,
      backoff: this.#newBackoff(5),
      countedEnd: undefined,
      timer: undefined,
    };
    this.#members.set(endpoint, member);
    if (this.#stream === undefined) this.#connect();
    else this.#begin(endpoint, member);
  }

  detach(endpoint: FollowerEndpoint): void {
    const member = this.#members.get(endpoint);
    if (member === undefined) return;
    this.#members.delete(endpoint);
    this.#endSession(member);
    endpoint.disconnected();
  }

  join(endpoint: FollowerEndpoint, session: number, vote: Vote): void {
    if (this.#members.get(endpoint)?.session !== session) return;
    const { topicId, partition } = endpoint.key;
    const { epoch, proposalId } = vote;
    this.#joins.push({ session, topicId, partition, leaderEpoch: epoch, proposalId });
    this.#schedule();
  }

  start(
    endpoint: FollowerEndpoint,
    position: {
      readonly session: number;
      readonly logEndOffset: Offset;
      readonly lastEpoch: number;
    },
  ): void {
    const { session, logEndOffset, lastEpoch } = position;
    const member = this.#members.get(endpoint);
    if (member?.session !== session) return;
    this.#starts.push({ session, logEndOffset, lastEpoch });
    this.acknowledge(endpoint);
  }

  acknowledge(endpoint: FollowerEndpoint): void {
    if (!this.#members.has(endpoint)) return;
    this.#acknowledging.add(endpoint);
    this.#schedule();
  }

  /** Begins another session after a while. */
  rejoin(endpoint: FollowerEndpoint, session: number): void {
    const member = this.#members.get(endpoint);
    if (member?.session !== session) return;
    this.#endSession(member);
    member.timer = this.#options.clock.setTimer(member.backoff.next(), () => {
      member.timer = undefined;
      if (this.#members.get(endpoint) === member) this.#begin(endpoint, member);
    });
  }

  /** Ends the stream; the endpoints have been detached. */
  close(): void {
    this.#reconnectTimer?.cancel();
    const stream = this.#stream;
    this.#stream = undefined;
    stream?.cancel();
  }

  #connect(): void {
    if (this.#reconnectTimer !== undefined) return;
    const { channels, address, hello } = this.#options;
    const stream = channels.client(ReplicationService, address).Replicate();
    this.#stream = stream;
    this.#isFull = false;
    let isOver = false;
    const over = (error: unknown): void => {
      if (isOver) return;
      isOver = true;
      this.#broken(stream, error);
    };
    stream.on('data', (response: ReplicateResponse) => {
      if (this.#stream === stream) this.#receive(stream, response);
    });
    stream.on('error', over);
    stream.on('end', () => {
      over(undefined);
    });
    stream.write({ hello: hello() });
    for (const [endpoint, member] of this.#members) this.#begin(endpoint, member);
  }

  #begin(endpoint: FollowerEndpoint, member: Member): void {
    if (this.#stream === undefined || member.session !== undefined) return;
    member.timer?.cancel();
    this.#lastSession += 1;
    const session = this.#lastSession;
    member.session = session;
    member.countedEnd = undefined;
    this.#endpoints.set(session, endpoint);
    endpoint.connected(session);
  }

  #endSession(member: Member): void {
    member.timer?.cancel();
    if (member.session === undefined) return;
    this.#endpoints.delete(member.session);
    this.#leaves.push(member.session);
    member.session = undefined;
    this.#schedule();
  }

  #broken(stream: Stream, error: unknown): void {
    if (this.#stream !== stream) return;
    const { logger, clock, address } = this.#options;
    logger.debug(
      { address, code: error === undefined ? undefined : fromServiceError(error).code },
      'replication stream broke',
    );
    this.#stream = undefined;
    this.#forgetSessions();
    this.#reconnectTimer = clock.setTimer(this.#backoff.next(), () => {
      this.#reconnectTimer = undefined;
      if (!this.isEmpty) this.#connect();
    });
  }

  #forgetSessions(): void {
    this.#joins = [];
    this.#starts = [];
    this.#leaves = [];
    this.#received = [];
    this.#acknowledging.clear();
    this.#endpoints.clear();
    for (const [endpoint, member] of this.#members) {
      member.timer?.cancel();
      member.session = undefined;
      endpoint.disconnected();
    }
  }

  #receive(stream: Stream, response: ReplicateResponse): void {
    this.#backoff.reset();
    for (const reply of response.replies) this.#replied(reply);
    this.#received.push(...response.data);
    if (!this.#isTaking) void this.#takeAll(stream);
  }

  #replied(reply: ReplicaJoinReply): void {
    const endpoint = this.#endpoints.get(reply.session);
    if (endpoint === undefined) return;
    if (reply.errorCode === '') {
      endpoint.joinReplied(reply);
      return;
    }
    const code = isErrorCode(reply.errorCode) ? reply.errorCode : 'UNKNOWN_SERVER_ERROR';
    this.#options.logger.debug({ ...endpoint.key, code }, 'leader ended a session');
    endpoint.disconnected();
    this.rejoin(endpoint, reply.session);
  }

  /** Hands data over as fast as the logs take it; meanwhile the stream is not read. */
  async #takeAll(stream: Stream): Promise<void> {
    this.#isTaking = true;
    for (let data = this.#received.shift(); data !== undefined; data = this.#received.shift()) {
      const endpoint = this.#endpoints.get(data.session);
      endpoint?.received(data);
      const writable = endpoint?.whenWritable();
      if (writable === undefined) continue;
      stream.pause();
      await writable;
      if (this.#stream === stream) stream.resume();
    }
    this.#isTaking = false;
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isFull || this.#stream === undefined) return;
    this.#isScheduled = true;
    process.nextTick(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    const stream = this.#stream;
    if (stream === undefined || this.#isFull) return;
    const request: ReplicateRequestInput = {
      leaves: this.#leaves,
      joins: this.#joins,
      starts: this.#starts,
      acks: this.#takeAcknowledgements(),
    };
    this.#leaves = [];
    this.#joins = [];
    this.#starts = [];
    if (stream.write(request)) return;
    this.#isFull = true;
    stream.once('drain', () => {
      if (this.#stream !== stream) return;
      this.#isFull = false;
      this.#schedule();
    });
  }

  #takeAcknowledgements(): ReplicaAckInput[] {
    const acks: ReplicaAckInput[] = [];
    for (const endpoint of this.#acknowledging) {
      const ack = endpoint.acknowledgement;
      if (ack === undefined) continue;
      acks.push(ack);
      this.#resetBackoffIfMoved(endpoint, ack.logEndOffset);
    }
    this.#acknowledging.clear();
    return acks;
  }

  /** A session that starts proves nothing: on a full disk each one does, and ends at its first batch. */
  #resetBackoffIfMoved(endpoint: FollowerEndpoint, countedEnd: number): void {
    const member = this.#members.get(endpoint);
    if (member === undefined) return;
    member.countedEnd ??= countedEnd;
    if (countedEnd > member.countedEnd) member.backoff.reset();
  }

  #newBackoff(minMs: number): Backoff {
    return createBackoff({ minMs, maxMs: 1000, random: this.#options.random });
  }
}
