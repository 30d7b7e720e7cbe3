import type { ServerDuplexStream } from '@grpc/grpc-js';
import {
  type Clock,
  type GroupId,
  invariant,
  type Random,
  type Timer,
  toGroupId,
  toMemberId,
  WeirError,
} from '@weir/core';
import type { JoinRequest, JoinResponseInput, Owned, Subscribe } from '@weir/protos';
import type { Caller } from '@weir/runtime';
import type { MemberAssignment } from '../group/group-member.ts';
import { type Subscription, toSubscription } from '../group/subscription.ts';
import type { LagMonitor } from '../lag/lag-monitor.ts';
import type { GroupHost } from '../shard/group-host.ts';
import type { MemberSession } from '../shard/member-session.ts';
import type { ShardTable } from '../shard/shard-table.ts';
import type { TopicCatalog } from '../topics/topic-catalog.ts';
import { requireSubscription } from '../rights/group-rights.ts';
import { toAssignedPartitions, toHeld, toPositions } from './partition-message.ts';

const subscribeTimeoutMs = 10_000;
const maxHeartbeatIntervalMs = 3000;

/** What a member's stream works with. */
export interface JoinStreamContext {
  readonly shards: ShardTable;
  readonly topics: () => TopicCatalog;
  readonly lag: LagMonitor;
  readonly clock: Clock;
  readonly random: Random;
  readonly caller: Caller;
}

/** Whose stream it is, from its first message on. */
interface Membership {
  readonly groupId: GroupId;
  readonly memberId: string;
  readonly host: GroupHost;
}

/**
 * One Join stream: messages in, events for the group out, and the other way round.
 *
 * What it may read and join is asked again with the first message after a change of rights.
 *
 * A slow client gets the newest assignment when it reads again, not a queue of old ones.
 */
export class JoinStream implements MemberSession {
  readonly #stream: ServerDuplexStream<JoinRequest, JoinResponseInput>;
  readonly #context: JoinStreamContext;
  readonly #ended = Promise.withResolvers<void>();
  readonly #subscribeTimer: Timer;
  #membership: Membership | undefined;
  /** What rights were looked at for, and as of which change of them. */
  #subscription: Subscription | undefined;
  #securityVersion = 0;
  #isFull = false;
  #isOver = false;
  #unsent: JoinResponseInput | undefined;

  constructor(
    stream: ServerDuplexStream<JoinRequest, JoinResponseInput>,
    context: JoinStreamContext,
  ) {
    this.#stream = stream;
    this.#context = context;
    this.#subscribeTimer = context.clock.setTimer(subscribeTimeoutMs, () => {
      this.end(new WeirError('INVALID_REQUEST', `No Subscribe within ${subscribeTimeoutMs} ms`));
    });
  }

  /** Serves the stream until it ends or breaks. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => {
      this.#ended.resolve();
    });
    this.#stream.on('data', (request: JoinRequest) => {
      try {
        this.#receive(request);
      } catch (error) {
        this.#ended.reject(error);
      }
    });
    this.#stream.on('end', () => {
      this.#ended.resolve();
    });
    this.#stream.on('drain', () => {
      this.#resume();
    });
    try {
      await this.#ended.promise;
    } finally {
      this.#isOver = true;
      this.#subscribeTimer.cancel();
      const { host, memberId } = this.#membership ?? {};
      if (memberId !== undefined) host?.close(this, memberId);
    }
  }

  assign(memberId: string, assignment: MemberAssignment): void {
    const topics = this.#context.topics();
    const timeoutMs =
      this.#membership?.host.group.member(memberId)?.subscription.sessionTimeoutMs ?? 0;
    this.#send({
      assignment: {
        memberId,
        memberEpoch: assignment.memberEpoch,
        partitions: toAssignedPartitions(assignment.partitions, topics),
        revoke: toAssignedPartitions(assignment.revoke, topics),
        heartbeatIntervalMs: Math.min(maxHeartbeatIntervalMs, Math.floor(timeoutMs / 3)),
      },
    });
  }

  end(error: WeirError | null): void {
    this.#isOver = true;
    if (error === null) this.#ended.resolve();
    else this.#ended.reject(error);
  }

  #receive({ subscribe, owned, heartbeat, leave }: JoinRequest): void {
    if (!leave) this.#checkRights();
    if (subscribe) {
      if (this.#membership === undefined) this.#enter(subscribe);
      else this.#resubscribe(this.#current(), subscribe);
    } else if (owned) {
      this.#own(this.#current(), owned);
    } else if (heartbeat) {
      const { host, memberId } = this.#current();
      const positions = toPositions(heartbeat.positions);
      host.handle({ kind: 'heartbeat', memberId });
      this.#context.lag.tell(host, memberId, positions);
      if (!this.#isFull) this.#send({ heartbeat: {} });
    } else if (leave) {
      const { host, memberId } = this.#current();
      host.handle({ kind: 'left', memberId });
    } else {
      throw new WeirError('INVALID_REQUEST', 'The message has no command');
    }
  }

  #enter(subscribe: Subscribe): void {
    const { shards, topics, random } = this.#context;
    const groupId = toGroupId(subscribe.groupId);
    const subscription = this.#toSubscription(groupId, subscribe);
    const shard = shards.require(groupId);
    const { memberId: id, memberEpoch } = subscribe;
    this.#subscribeTimer.cancel();
    if (id === '') {
      const memberId = random.uuid();
      const host = shard.openHost(groupId);
      this.#membership = { groupId, memberId, host };
      host.enter(this, { kind: 'joined', memberId, subscription });
      return;
    }
    const memberId = toMemberId(id);
    const host = shard.hostOfMember(groupId, memberId);
    const held = toHeld(subscribe.ownedPartitions, topics());
    this.#membership = { groupId, memberId, host };
    host.enter(this, { kind: 'returned', memberId, memberEpoch, held, subscription });
  }

  #resubscribe({ groupId, memberId, host }: Membership, subscribe: Subscribe): void {
    if (subscribe.groupId !== groupId || !['', memberId].includes(subscribe.memberId)) {
      throw new WeirError('INVALID_REQUEST', 'A stream is of one member of one group');
    }
    const subscription = this.#toSubscription(groupId, subscribe);
    host.handle({ kind: 'resubscribed', memberId, subscription });
  }

  #toSubscription(groupId: GroupId, subscribe: Subscribe): Subscription {
    const { caller, topics } = this.#context;
    this.#securityVersion = caller.securityVersion;
    const wanted = toSubscription(subscribe);
    const subscription = requireSubscription(caller, groupId, wanted, topics());
    this.#subscription = subscription;
    return subscription;
  }

  /** Throws where the member's credentials are void, or a right that it stands on was taken away. */
  #checkRights(): void {
    const { caller, topics } = this.#context;
    if (caller.isInternal) return;
    caller.checkCredentials();
    const { securityVersion } = caller;
    if (securityVersion === this.#securityVersion || this.#subscription === undefined) return;
    this.#securityVersion = securityVersion;
    const { groupId, memberId, host } = this.#current();
    const before = this.#subscription;
    const subscription = requireSubscription(caller, groupId, before, topics());
    if (subscription.scope?.key === before.scope?.key) return;
    // The pattern may match more now, or less.
    this.#subscription = subscription;
    host.handle({ kind: 'resubscribed', memberId, subscription });
  }

  #own({ memberId, host }: Membership, { memberEpoch, partitions }: Owned): void {
    const held = toHeld(partitions, this.#context.topics());
    host.handle({ kind: 'owned', memberId, memberEpoch, held });
  }

  /** The membership that this stream brings messages of; throws once it is void. */
  #current(): Membership {
    const membership = this.#membership;
    if (membership === undefined) {
      throw new WeirError('INVALID_REQUEST', 'The first message of a stream is Subscribe');
    }
    this.#context.shards.require(membership.groupId);
    if (membership.host.isCurrent(this, membership.memberId)) return membership;
    throw new WeirError(
      'UNKNOWN_MEMBER_ID',
      `Member "${membership.memberId}" has left, or was fenced`,
    );
  }

  #send(message: JoinResponseInput): void {
    if (this.#isOver) return;
    if (this.#isFull) {
      // Only assignments come here while the client does not read; the newest says it all.
      this.#unsent = message;
      return;
    }
    invariant(this.#unsent === undefined, 'messages keep their order');
    this.#isFull = !this.#stream.write(message);
  }

  #resume(): void {
    this.#isFull = false;
    const message = this.#unsent;
    this.#unsent = undefined;
    if (message !== undefined) this.#send(message);
  }
}
