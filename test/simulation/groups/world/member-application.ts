import { type Clock, type Random, toWeirError, WeirError } from '@weir/core';
import { type Cluster, fetchOffsets, Membership, OffsetCommitter } from '@weir/client/cores';
import type { PartitionKey } from '@weir/coordinator/cores';
import type { AssignedPartition } from '@weir/protos';
import { between, happens } from '../../world/world.ts';
import { keyOf, short } from '../checkers/ownership-checker.ts';
import type { GroupsWorld } from './groups-world.ts';

/** What a member asks for, and how its application behaves. */
export interface MemberProfile {
  readonly groupId: string;
  /** Empty: a dynamic member. */
  readonly instanceId: string;
  readonly topics: readonly string[];
  readonly topicPattern: string;
  readonly assignor: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly commitEveryMs: number;
  /** Chance, per thousand revocations, that the handler is slow, perhaps beyond all limits. */
  readonly slowPerMille: number;
}

/** What an application lives on. */
export interface MemberApplicationOptions {
  readonly world: GroupsWorld;
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly cluster: Cluster;
  readonly profile: MemberProfile;
  /** The group will not have this member. */
  readonly onFailed: (error: WeirError) => void;
}

/** A partition that is being read. */
interface Reading extends AssignedPartition {
  /** The next record to handle; undefined until it is known where to start. */
  position: number | undefined;
  committed: number;
  isRevoked: boolean;
  /** Of the group's progress when it was started: see `ProgressChecker`. */
  generation: number;
}

const pollMs = 130;
const maxRecordsPerPoll = 4;
const positionPauseMs = 40;

/**
 * An application in one life of a member's process: it handles records one by one from where its group
 * stands, commits every so often and when it lets go, and is sometimes slow to do so, or hangs.
 */
export class MemberApplication {
  readonly membership: Membership;
  readonly #options: MemberApplicationOptions;
  readonly #committer: OffsetCommitter;
  readonly #readings = new Map<PartitionKey, Reading>();
  #hangsUntilMs = 0;
  #isClosing = false;

  constructor(options: MemberApplicationOptions) {
    const { cluster, profile, onFailed } = options;
    const { topics, topicPattern } = profile;
    this.#options = options;
    this.membership = new Membership({
      ...{ cluster, ...profile, rack: '', disconnectGraceMs: 0, resume: undefined },
      interest: topicPattern === '' ? { topics } : { topicPattern },
      onJoined: () => undefined,
      onResumed: () => undefined,
      onAssigned: (partitions) => {
        this.#assign(partitions);
      },
      onRevoked: (partitions) => this.#revoke(partitions),
      onLost: (partitions) => {
        this.#lose(partitions);
      },
      onSettled: () => undefined,
      readers: () => [],
      onFailed,
    });
    this.#committer = new OffsetCommitter({
      cluster,
      groupId: profile.groupId,
      identity: () => {
        const { memberId, memberEpoch } = this.membership;
        if (memberId !== '') return { memberId, memberEpoch };
        throw new WeirError('UNKNOWN_MEMBER_ID', 'The application is not a member now');
      },
    });
  }

  /** What it reads now. */
  get readings(): readonly AssignedPartition[] {
    return [...this.#readings.values()];
  }

  get isHanging(): boolean {
    return this.#options.clock.monotonicMs() < this.#hangsUntilMs;
  }

  start(): void {
    this.#noteReadings();
    this.membership.start();
    this.#poll();
    this.#commitEvery();
  }

  /** Handles nothing for a while; one that hangs for long leaves, and comes back when it can. */
  hang(forMs: number): void {
    const { clock, random, profile } = this.#options;
    this.#hangsUntilMs = clock.monotonicMs() + forMs;
    if (forMs < profile.rebalanceTimeoutMs || random.nextInt(2) === 0) return;
    clock.setTimer(forMs / 2, () => {
      void this.#leaveAndComeBack(forMs / 2);
    });
  }

  /** Commits what was handled, and leaves. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#commit([...this.#readings.values()]);
    await this.#leave();
  }

  async #leaveAndComeBack(afterMs: number): Promise<void> {
    if (this.#isClosing) return;
    await this.#leave();
    this.#options.clock.setTimer(afterMs, () => {
      if (!this.#isClosing) this.membership.start();
    });
  }

  async #leave(): Promise<void> {
    await this.membership.leave(2_000);
    this.#readings.clear();
    this.#noteReadings();
  }

  #poll(): void {
    this.#options.clock.setTimer(pollMs, () => {
      this.#poll();
      if (this.isHanging || this.#isClosing) return;
      for (const reading of this.#readings.values()) {
        if (reading.isRevoked) continue;
        for (let count = 0; count < maxRecordsPerPoll && this.#handle(reading); count += 1);
      }
    });
  }

  /** Handles the next record; false if there is none. */
  #handle(reading: Reading): boolean {
    const { world, profile } = this.#options;
    const { topicId, partition, position } = reading;
    const end = world.topics.endOf(topicId, partition) ?? 0;
    if (position === undefined || position >= end) return false;
    world.history.progress.handled(profile.groupId, keyOf(reading), reading.generation, position);
    reading.position = position + 1;
    return true;
  }

  #commitEvery(): void {
    const { clock, profile } = this.#options;
    clock.setTimer(profile.commitEveryMs, () => {
      this.#commitEvery();
      if (!this.isHanging && !this.#isClosing) void this.#commit([...this.#readings.values()]);
    });
  }

  /** Never rejects: what was not committed is tried again with the next commit. */
  async #commit(readings: readonly Reading[]): Promise<void> {
    const due = readings.flatMap((reading) => {
      const { topic, partition, position = 0, committed } = reading;
      // What was lost meanwhile is another's.
      if (position <= committed || this.#readings.get(keyOf(reading)) !== reading) return [];
      return [{ reading, topic, partition, offset: position, metadata: this.#options.name }];
    });
    try {
      await this.#committer.commit(due);
      for (const { reading, offset } of due) {
        reading.committed = Math.max(reading.committed, offset);
      }
    } catch (error) {
      this.#say('cannot commit:', toWeirError(error).code);
      this.#options.world.history.checkThrown(error);
    }
  }

  #assign(partitions: readonly AssignedPartition[]): void {
    const readings = partitions.map((partition) => ({
      ...{ ...partition, position: undefined, committed: 0, isRevoked: false },
      generation: 0,
    }));
    this.#say('takes', partitions.map((each) => short(keyOf(each))).join(' '));
    for (const reading of readings) this.#readings.set(keyOf(reading), reading);
    this.#noteReadings();
    void this.#start(readings);
  }

  /** Finds where to start; tries until it is known or the partition is taken away. */
  async #start(readings: readonly Reading[]): Promise<void> {
    const { world, cluster, clock, profile } = this.#options;
    const waiting = readings.filter((reading) => this.#isRead(reading));
    if (waiting.length === 0) return;
    const { progress } = world.history;
    const generations = waiting.map((each) => progress.generation(profile.groupId, keyOf(each)));
    try {
      const found = await fetchOffsets(cluster, profile.groupId, { partitions: waiting });
      const again = waiting.filter((reading, index) => {
        const { topic, partition } = reading;
        const generation = progress.generation(profile.groupId, keyOf(reading));
        // Whether the answer is of before or after a reset is not known.
        if (generation !== generations[index]) return true;
        const offset = found.find((each) => each.topic === topic && each.partition === partition);
        if (this.#isRead(reading)) this.#begin(reading, generation, offset?.offset ?? 0);
        return false;
      });
      if (again.length > 0) void this.#start(again);
    } catch (error) {
      world.history.checkThrown(error);
      clock.setTimer(positionPauseMs, () => {
        void this.#start(waiting);
      });
    }
  }

  #begin(reading: Reading, generation: number, offset: number): void {
    const { world, profile } = this.#options;
    reading.position = offset;
    reading.committed = offset;
    reading.generation = generation;
    this.#say('starts', short(keyOf(reading)), 'at', offset);
    world.history.progress.started(profile.groupId, keyOf(reading), offset);
  }

  #isRead(reading: Reading): boolean {
    return this.#readings.get(keyOf(reading)) === reading && !reading.isRevoked;
  }

  /** Finishes what is in hand, which may take long, commits, and forgets. */
  async #revoke(partitions: readonly AssignedPartition[]): Promise<void> {
    const { clock, random } = this.#options;
    const readings = partitions.flatMap((each) => this.#readings.get(keyOf(each)) ?? []);
    this.#say('lets go of', readings.map((each) => short(keyOf(each))).join(' '));
    for (const reading of readings) reading.isRevoked = true;
    const handlingMs = this.#handlingMs();
    if (handlingMs > 0) {
      await new Promise<void>((resolve) => {
        clock.setTimer(handlingMs, resolve);
      });
      for (const reading of readings) if (random.nextInt(2) === 0) this.#handle(reading);
    }
    await this.#commit(readings);
    this.#forget(readings);
  }

  #handlingMs(): number {
    const { clock, random, profile } = this.#options;
    const hangingMs = Math.max(0, this.#hangsUntilMs - clock.monotonicMs());
    if (hangingMs > 0) return hangingMs;
    if (happens(random, profile.slowPerMille)) {
      return between(random, 10, profile.rebalanceTimeoutMs * 1.3);
    }
    return random.nextInt(2) * random.nextInt(60);
  }

  #lose(partitions: readonly AssignedPartition[]): void {
    this.#say('has lost', partitions.map((each) => short(keyOf(each))).join(' '));
    this.#forget(partitions.flatMap((each) => this.#readings.get(keyOf(each)) ?? []));
  }

  #forget(readings: readonly Reading[]): void {
    for (const reading of readings) {
      if (this.#readings.get(keyOf(reading)) === reading) this.#readings.delete(keyOf(reading));
    }
    this.#noteReadings();
  }

  #noteReadings(): void {
    const { world, name } = this.#options;
    world.history.ownership.reads(name, this.#readings.keys());
  }

  #say(...facts: readonly (string | number)[]): void {
    this.#options.world.trace.note(this.#options.name, ...facts);
  }
}
