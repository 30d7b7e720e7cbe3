import { sleep, type Timer, toWeirError, WeirError } from '@weir/core';
import {
  type AssignedPartition,
  type Assignment,
  GroupService,
  type SubscribeInput,
} from '@weir/protos';
import { createBackoff } from '@weir/runtime';
import { CoordinatorRoute, mayAskAnotherCoordinator } from '../cluster/call-coordinator.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { retryAfterMs } from '../cluster/retry-after.ts';
import type { Interest, ReturningMember } from './consumer-options.ts';
import { JoinSession } from './join-session.ts';
import { MemberState } from './member-state.ts';
import type { PartitionReader } from './partition-reader.ts';
import { type ResumedPartition, ReturningClaim } from './returning-claim.ts';

/** What a member asks for, and whom it tells. */
export interface MembershipOptions {
  readonly cluster: Cluster;
  readonly groupId: string;
  readonly instanceId: string;
  readonly interest: Interest;
  readonly assignor: string;
  readonly rack: string;
  readonly sessionTimeoutMs: number;
  readonly disconnectGraceMs: number;
  /** As whom it comes back; undefined for a new member. */
  readonly resume: ReturningMember | undefined;
  readonly rebalanceTimeoutMs: number;
  /** It has a member id that it did not have before. */
  readonly onJoined: () => void;
  /** Goes on with what it held before it came back. */
  readonly onResumed: (partitions: readonly ResumedPartition[]) => void;
  /** Starts to read what was assigned. */
  readonly onAssigned: (partitions: readonly AssignedPartition[]) => void;
  /** Lets go; resolves when nothing of it is being handled and what was is committed. */
  readonly onRevoked: (partitions: readonly AssignedPartition[]) => Promise<void>;
  /** These are, or may be, others' already. */
  readonly onLost: (partitions: readonly AssignedPartition[]) => void;
  /** An assignment has been carried out. */
  readonly onSettled: (assignment: Assignment) => void;
  /** Readers of what it holds, for the positions that heartbeats tell. */
  readonly readers: () => readonly PartitionReader[];
  /** The group will not have this member. */
  readonly onFailed: (error: WeirError) => void;
}

/** Two holders of one identity take it from each other: the second time in so long, one gives in. */
const takeOverMemoryMs = 60_000;

/**
 * Membership of a group: joins, carries out assignments one after the other, comes back with its id
 * and epoch when the stream breaks, and starts over when the group has given it up.
 *
 * Invariants:
 *   - A partition is told to be let go only after `onRevoked` has resolved for it.
 *   - Nothing is held any more after a session timeout without a word from the coordinator. The member
 *     then comes back under its id, holding nothing: only the group says that the id is void.
 * Tests: `consumer-group.test.ts`.
 */
export class Membership {
  readonly #options: MembershipOptions;
  readonly #state = new MemberState();
  readonly #route: CoordinatorRoute;
  #running: Promise<void> | undefined;
  #stop: AbortController | undefined;
  #session: JoinSession | undefined;
  #newest: Assignment | undefined;
  #isApplying = false;
  #interest: Interest;
  readonly #claim: ReturningClaim;
  /** The member id that `onJoined` was last called for. */
  #joinedAs = '';
  #takenOverAtMs = Number.NEGATIVE_INFINITY;
  #lostTimer: Timer | undefined;

  constructor(options: MembershipOptions) {
    this.#options = options;
    this.#interest = options.interest;
    this.#claim = new ReturningClaim(options.cluster, options.resume);
    this.#route = new CoordinatorRoute(options.cluster, options.groupId);
  }

  /** Empty while it is no member. */
  get memberId(): string {
    return this.#state.memberId;
  }

  get memberEpoch(): number {
    return this.#state.memberEpoch;
  }

  /** Whether it is, or tries to be, a member. */
  get isActive(): boolean {
    return this.#running !== undefined;
  }

  /** Joins, or comes back, and stays a member until `leave` or `detach`; once the metadata is there. */
  start(): void {
    if (this.#running !== undefined) return;
    const identity = this.#claim.begin();
    if (identity !== undefined) this.#state.comeBack(identity);
    this.#stop = new AbortController();
    this.#running = this.#run(this.#stop.signal);
  }

  /**
   * Leaves the group: one round trip, of at most `limitMs`, and none while there is no connection.
   * Nothing is held afterwards, which nobody is told.
   */
  async leave(limitMs: number): Promise<void> {
    this.#stop?.abort();
    await this.#session?.leave(limitMs);
    await this.#running;
    this.#running = undefined;
    this.#forgetAssignment();
    this.#claim.settle();
    this.#state.reset();
  }

  /** Ends without leaving: the group waits for the member to come back, through another consumer. */
  async detach(): Promise<void> {
    this.#stop?.abort();
    this.#session?.cancel();
    await this.#running;
    this.#running = undefined;
    this.#forgetAssignment();
  }

  /** Reads something else from now on, which the group answers with another assignment. */
  setInterest(interest: Interest): void {
    this.#interest = interest;
    this.#session?.resubscribe(this.#subscribe());
  }

  async #run(stop: AbortSignal): Promise<void> {
    const { clock, random } = this.#options.cluster;
    const backoff = createBackoff({ minMs: 20, maxMs: 250, random });
    while (!stop.aborted) {
      const before = this.#state.memberEpoch;
      const error = await this.#joinOnce();
      this.#session = undefined;
      if (stop.aborted) return;
      if (error !== undefined && !this.#mayComeBack(error)) {
        this.#lose();
        this.#options.onFailed(error);
        return;
      }
      if (this.#state.memberEpoch !== before) backoff.reset();
      const leastMs = error === undefined ? 0 : retryAfterMs(error);
      await sleep(clock, Math.max(backoff.next(), leastMs), stop).catch(() => undefined);
    }
  }

  /** One session; resolves with what ended it. */
  async #joinOnce(): Promise<WeirError | undefined> {
    const { cluster, sessionTimeoutMs } = this.#options;
    try {
      const session = new JoinSession({
        client: cluster.channels.client(GroupService, this.#route.next()),
        clock: cluster.clock,
        sessionTimeoutMs,
        subscribe: this.#subscribe(),
        readers: this.#options.readers,
        onAssignment: (assignment) => {
          this.#receive(assignment);
        },
        onContact: () => {
          this.#noteContact();
        },
      });
      this.#session = session;
      return await session.ended;
    } catch (error) {
      return toWeirError(error);
    }
  }

  #subscribe(): SubscribeInput {
    const { cluster, groupId, instanceId, assignor, rack } = this.#options;
    const { sessionTimeoutMs, rebalanceTimeoutMs, disconnectGraceMs } = this.#options;
    const { memberId, memberEpoch, held } = this.#state;
    const interest = this.#interest;
    return {
      groupId,
      memberId,
      memberEpoch,
      instanceId,
      topics: 'topics' in interest ? [...interest.topics] : [],
      topicPattern: 'topics' in interest ? '' : interest.topicPattern,
      assignor,
      rack,
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      disconnectGraceMs,
      clientId: cluster.clientId,
      ownedPartitions: [...held, ...this.#claim.partitions],
    };
  }

  #mayComeBack(error: WeirError): boolean {
    const { cluster, groupId } = this.#options;
    cluster.logger.debug({ groupId, code: error.code }, 'Group session broke');
    if (error.recovery === 'rejoin') {
      this.#lose();
      return true;
    }
    if (error.code === 'CANCELLED') return this.#mayTakeBack(error.metadata['reason']);
    if (!mayAskAnotherCoordinator(error)) return false;
    this.#route.learn(error);
    return true;
  }

  /** Whether a member whose session was cancelled goes on as itself. */
  #mayTakeBack(reason: string | undefined): boolean {
    if (reason === 'stale-epoch') {
      // Others hold what it held when it was at that epoch; only one that has just come back starts over.
      const hasJustComeBack = this.#claim.isOpen;
      this.#lose();
      return hasJustComeBack;
    }
    if (reason !== 'newer-stream') return true;
    const nowMs = this.#options.cluster.clock.monotonicMs();
    const isFirst = nowMs - this.#takenOverAtMs > takeOverMemoryMs;
    this.#takenOverAtMs = nowMs;
    return isFirst;
  }

  #receive(assignment: Assignment): void {
    if (!this.#state.accept(assignment)) return;
    this.#route.settle();
    if (this.#joinedAs !== assignment.memberId) {
      this.#joinedAs = assignment.memberId;
      this.#options.onJoined();
    }
    this.#newest = assignment;
    if (!this.#isApplying) void this.#applyAll();
  }

  /** Carries out assignments until the newest is. */
  async #applyAll(): Promise<void> {
    this.#isApplying = true;
    try {
      for (let next = this.#newest; next !== undefined; next = this.#newest) {
        this.#newest = undefined;
        await this.#apply(next);
      }
    } finally {
      this.#isApplying = false;
    }
  }

  async #apply(assignment: Assignment): Promise<void> {
    const { onAssigned, onRevoked, onSettled } = this.#options;
    const { life } = this.#state;
    this.#resume();
    const { added, revoked } = this.#state.diff(assignment.partitions);
    this.#state.hold(added);
    if (added.length > 0) onAssigned(added);
    if (revoked.length > 0) {
      await onRevoked(revoked);
      // Meanwhile everything may have been lost: then there is nothing to answer.
      if (this.#state.life !== life) return;
      this.#state.letGo(revoked);
    }
    this.#session?.own(assignment.memberEpoch, this.#state.held);
    onSettled(assignment);
  }

  /** Goes on with what a returning member held; the assignment may take some of it away again. */
  #resume(): void {
    const resumed = this.#claim.settle();
    this.#state.hold(
      resumed.map(({ topicId, topic, partition }) => ({ topicId, topic, partition })),
    );
    if (resumed.length > 0) this.#options.onResumed(resumed);
  }

  /** After a session timeout without a word the group may have given the member up. */
  #noteContact(): void {
    const { cluster, sessionTimeoutMs, onLost } = this.#options;
    this.#lostTimer?.cancel();
    this.#lostTimer = cluster.clock.setTimer(sessionTimeoutMs, () => {
      this.#forgetAssignment();
      // A coordinator that is only slow would not send again what it has assigned already.
      const silence = `The coordinator was silent for ${sessionTimeoutMs} ms`;
      this.#session?.cancel(new WeirError('UNAVAILABLE', silence));
      tell(this.#state.loseAll(), onLost);
    });
  }

  /** The group does not know the member any more. */
  #lose(): void {
    this.#forgetAssignment();
    this.#claim.settle();
    tell(this.#state.reset(), this.#options.onLost);
  }

  #forgetAssignment(): void {
    this.#lostTimer?.cancel();
    this.#newest = undefined;
  }
}

function tell(
  lost: readonly AssignedPartition[],
  onLost: (partitions: readonly AssignedPartition[]) => void,
): void {
  if (lost.length > 0) onLost(lost);
}
