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
import { JoinSession } from './join-session.ts';
import { MemberState } from './member-state.ts';
import type { PartitionReader } from './partition-reader.ts';

/** What a member asks for, and whom it tells. */
export interface MembershipOptions {
  readonly cluster: Cluster;
  readonly groupId: string;
  readonly instanceId: string;
  readonly topics: readonly string[];
  readonly topicPattern: string;
  readonly assignor: string;
  readonly rack: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
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
  #lostTimer: Timer | undefined;

  constructor(options: MembershipOptions) {
    this.#options = options;
    this.#route = new CoordinatorRoute(options.cluster, options.groupId);
  }

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

  /** Joins, and stays a member until `leave`. */
  start(): void {
    if (this.#running !== undefined) return;
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
    this.#state.reset();
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
    const { cluster, groupId, instanceId, topics, topicPattern, assignor, rack } = this.#options;
    const { sessionTimeoutMs, rebalanceTimeoutMs } = this.#options;
    const { memberId, memberEpoch, held } = this.#state;
    return {
      groupId,
      memberId,
      memberEpoch,
      instanceId,
      topics: [...topics],
      topicPattern,
      assignor,
      rack,
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      clientId: cluster.clientId,
      ownedPartitions: held,
    };
  }

  #mayComeBack(error: WeirError): boolean {
    const { cluster, groupId } = this.#options;
    cluster.logger.debug({ groupId, code: error.code }, 'Group session broke');
    if (error.recovery === 'rejoin') {
      this.#lose();
      return true;
    }
    if (error.code === 'CANCELLED') return true;
    if (!mayAskAnotherCoordinator(error)) return false;
    this.#route.learn(error);
    return true;
  }

  #receive(assignment: Assignment): void {
    if (!this.#state.accept(assignment)) return;
    this.#route.settle();
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
