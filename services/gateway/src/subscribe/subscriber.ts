import type {
  CommitOutcome,
  Consumer,
  MemberIdentity,
  OffsetToCommit,
  PartitionId,
} from '@weir/client';
import { type Clock, toWeirError, WeirError } from '@weir/core';
import type {
  CommitPosition,
  SubscribeOpen,
  SubscribeRequest,
  SubscribeResponseInput,
} from '@weir/protos';
import type { AccessWatch } from './access-watch.ts';
import { ByteCredit } from './byte-credit.ts';
import { CommitQueue } from './commit-queue.ts';
import { HeldPartitions } from './held-partitions.ts';
import { RecordPump } from './record-pump.ts';
import type { SubscribeMeter } from './subscribe-metrics.ts';
import type { SubscriberAccess } from './subscriber-access.ts';
import { checkCount, checkPosition, type Subscription } from './subscription.ts';

/** What a subscriber is made of, and whom it tells. */
export interface SubscriberOptions {
  readonly clock: Clock;
  readonly access: SubscriberAccess;
  readonly watch: AccessWatch;
  readonly meter: SubscribeMeter;
  readonly open: SubscribeOpen;
  readonly subscription: Subscription;
  /** Makes its consumer, which calls these of its partitions. */
  readonly makeConsumer: (listener: {
    readonly assigned: (partitions: readonly PartitionId[]) => void;
    readonly revoked: (partitions: readonly PartitionId[]) => Promise<void>;
  }) => Consumer;
  /** Resolves when the next message may be sent; undefined for at once. */
  readonly send: (event: SubscribeResponseInput) => Promise<void> | undefined;
  /** It cannot go on; `leave` says whether it gives up its group, too. */
  readonly onFailed: (error: WeirError, end: { readonly leave: boolean }) => void;
}

/** So much of the rebalance timeout a subscriber has to finish with what is taken away. */
const revocationShare = 0.8;

/**
 * One subscriber from its first message to its end: a consumer of the SDK, what its events mean to the
 * subscriber, and what the subscriber's commands mean to it.
 *
 * Invariants:
 *   - Records of a partition come between its `assigned` and its `revoked`.
 *   - What is released, and leaving, come after all commits that were asked for before.
 * Tests: `test/integration/gateway-subscribe.test.ts`, `gateway-subscribe-group.test.ts`.
 */
export class Subscriber {
  readonly commits: CommitQueue;
  readonly #options: SubscriberOptions;
  readonly #consumer: Consumer;
  readonly #held: HeldPartitions;
  readonly #credit = new ByteCredit();
  readonly #pump: RecordPump;
  readonly #unwatch: () => void;
  #running: Promise<void> | undefined;
  #memberId = '';
  #isClosing = false;

  /** Throws what is wrong with the subscription, or that the caller may not have it. */
  constructor(options: SubscriberOptions) {
    const { clock, access, subscription, open, send, meter } = options;
    this.#options = options;
    this.#held = new HeldPartitions(clock);
    this.#credit.grant(open.creditBytes);
    access.check();
    this.#consumer = this.#makeConsumer();
    this.#unwatch = this.#watchAccess();
    this.#pump = new RecordPump({
      ...{
        clock,
        send,
        meter,
        consumer: this.#consumer,
        credit: this.#credit,
        caller: access.caller,
      },
      maxMessageBytes: subscription.maxMessageBytes,
      isMember: this.#isMember,
      onGiven: (partition, nextOffset) => {
        this.#held.noteGiven(partition, nextOffset);
      },
    });
    this.commits = new CommitQueue({
      commit: async (offsets) => {
        const outcomes = await this.#consumer.commitEach(offsets);
        return outcomes.map((outcome) => this.#forgiven(outcome));
      },
      onCommitted: (outcome) => {
        this.#held.noteCommitted(outcome, outcome.offset);
      },
      answer: (results) => send({ committed: { results } }),
    });
  }

  /** Joins, and begins to read. */
  start(): void {
    if (!this.#isMember) this.#tell({ opened: { memberId: '', memberEpoch: 0 } });
    this.#running = this.#pump.run().catch((error: unknown) => {
      this.#options.onFailed(toWeirError(error), { leave: false });
    });
  }

  /** Takes a message after the first; throws `INVALID_REQUEST` for one that makes no sense. */
  take({ open, creditBytes, seeks, commits, released }: SubscribeRequest): void {
    if (open !== null) throw invalid('open is in the first message alone, it came again');
    this.command({ creditBytes, seeks, commits, released });
  }

  /** What any message may say, the first one included. */
  command({
    creditBytes,
    seeks,
    commits,
    released,
  }: Pick<SubscribeRequest, 'creditBytes' | 'seeks' | 'commits' | 'released'>): void {
    if (creditBytes !== 0) {
      this.#credit.grant(creditBytes);
      this.#pump.notify();
    }
    checkCount('seeks', seeks.length);
    for (const position of seeks) this.#seek(position);
    if (commits.length > 0) this.#commit(commits);
    if (released.length > 0) this.#release(released);
  }

  /** Sends no more records. */
  stopReading(): void {
    this.#pump.stop();
  }

  /** Ends; leaves the group, or lets it wait for the subscriber to come back. */
  async close(end: { readonly leave: boolean }): Promise<void> {
    this.#isClosing = true;
    this.#unwatch();
    this.#pump.stop();
    this.#held.releaseAll();
    await this.#consumer.close(end);
    await this.#running;
  }

  get #isMember(): boolean {
    const { groupId, partitions } = this.#options.subscription;
    return groupId !== '' && partitions === undefined;
  }

  #makeConsumer(): Consumer {
    const consumer = this.#options.makeConsumer({
      assigned: (partitions) => {
        this.#assigned(partitions);
      },
      revoked: (partitions) => this.#revoked(partitions),
    });
    consumer.on('joined', (identity) => {
      this.#joined(identity);
    });
    consumer.on('lost', (partitions) => {
      this.#lost(partitions);
    });
    return consumer;
  }

  #watchAccess(): () => void {
    const { access, watch, onFailed } = this.#options;
    let interest = JSON.stringify(access.interest());
    return watch.add({
      caller: access.caller,
      version: () => access.version,
      check: () => {
        access.check();
        const wanted = access.interest();
        if (!this.#isMember || JSON.stringify(wanted) === interest) return;
        interest = JSON.stringify(wanted);
        this.#consumer.setInterest(wanted);
      },
      onDenied: (error) => {
        onFailed(error, { leave: true });
      },
    });
  }

  #joined(identity: MemberIdentity): void {
    const { resume } = this.#options.subscription;
    this.#tell({ opened: { ...identity } });
    const isGivenUp = this.#memberId === '' && resume !== undefined;
    if (isGivenUp && resume.memberId !== identity.memberId) this.#tellLost(resume.positions);
    this.#memberId = identity.memberId;
  }

  #assigned(added: readonly PartitionId[]): void {
    // The listener is called a moment later: meanwhile they may have been lost, which was told at once.
    const current = new Set(this.#consumer.assignment().map(keyOf));
    const partitions = added.filter((partition) => current.has(keyOf(partition)));
    if (partitions.length === 0) return;
    try {
      for (const { topic } of partitions) this.#options.access.checkTopic(topic);
    } catch (error) {
      this.#pump.stop();
      this.#options.onFailed(toWeirError(error), { leave: true });
      return;
    }
    this.#held.assign(partitions);
    this.#seekByHand(partitions);
    this.#tell({
      assigned: {
        partitions: partitions.map(({ topic, partition }) => {
          const offset = this.#consumer.position({ topic, partition }) ?? -1;
          return { topic, partition, offset };
        }),
        memberEpoch: this.#memberEpoch,
      },
    });
  }

  /** An offset that is named counts, whatever the group has committed. */
  #seekByHand(partitions: readonly PartitionId[]): void {
    const { partitions: named = [] } = this.#options.subscription;
    const offsets = new Map(
      named.flatMap(({ topic, partition, from }) =>
        typeof from === 'object' && 'offset' in from
          ? [[keyOf({ topic, partition }), from.offset] as const]
          : [],
      ),
    );
    for (const { topic, partition } of partitions) {
      const offset = offsets.get(keyOf({ topic, partition }));
      if (offset !== undefined) this.#consumer.seek({ topic, partition, offset });
    }
  }

  async #revoked(partitions: readonly PartitionId[]): Promise<void> {
    if (this.#isClosing) return;
    const deadlineMs = Math.floor(this.#options.subscription.rebalanceTimeoutMs * revocationShare);
    const memberEpoch = this.#memberEpoch;
    this.#tell({ revoked: { partitions: partitions.map(toMessage), deadlineMs, memberEpoch } });
    await this.#held.revoke(partitions, deadlineMs);
  }

  #lost(partitions: readonly PartitionId[]): void {
    this.#held.lose(partitions);
    this.#pump.notify();
    this.#tellLost(partitions);
  }

  #tellLost(partitions: readonly PartitionId[]): void {
    if (partitions.length === 0) return;
    const memberEpoch = this.#memberEpoch;
    this.#tell({ revoked: { partitions: partitions.map(toMessage), isLost: true, memberEpoch } });
  }

  get #memberEpoch(): number {
    return this.#consumer.membership()?.memberEpoch ?? 0;
  }

  #tell(event: SubscribeResponseInput): void {
    if (!this.#isClosing) void this.#options.send(event);
  }

  #seek(position: CommitPosition): void {
    checkPosition('seeks', position);
    if (!this.#held.knows(position)) throw notAssigned('seeks', position);
    // One that was taken away meanwhile is another's affair: the subscriber has been told, or will be.
    if (!this.#held.holds(position)) return;
    const { topic, partition, offset } = position;
    this.#consumer.seek({ topic, partition, offset });
    this.#held.noteSeek(position);
    this.#pump.noteSeek(position);
  }

  /** Without its error when it says again what was committed while the partition was the subscriber's. */
  #forgiven(outcome: CommitOutcome): CommitOutcome {
    const { topic, partition, offset, error } = outcome;
    const isAgain = error?.recovery === 'rejoin' && this.#held.hasCommitted(outcome, offset);
    return isAgain ? { topic, partition, offset } : outcome;
  }

  #commit(commits: readonly CommitPosition[]): void {
    if (this.#options.subscription.groupId === '') {
      throw invalid('commits needs a group_id: this subscription has none');
    }
    checkCount('commits', commits.length);
    for (const position of commits) checkPosition('commits', position);
    void this.commits.add(commits.map(toOffsetToCommit));
  }

  #release(released: readonly PartitionId[]): void {
    checkCount('released', released.length);
    for (const partition of released) {
      if (!this.#held.knows(partition)) throw notAssigned('released', partition);
    }
    void this.#releaseAfter(this.commits.settled, released);
  }

  async #releaseAfter(commits: Promise<void>, released: readonly PartitionId[]): Promise<void> {
    await commits;
    this.#held.release(released);
  }
}

function keyOf({ topic, partition }: PartitionId): string {
  return `${topic}/${partition}`;
}

function toMessage({ topic, partition }: PartitionId): PartitionId {
  return { topic, partition };
}

function toOffsetToCommit({ topic, partition, offset, metadata }: CommitPosition): OffsetToCommit {
  return { topic, partition, offset, metadata };
}

function notAssigned(field: string, { topic, partition }: PartitionId): WeirError {
  return invalid(
    `${field} names ${topic}/${partition}, which was never assigned to this subscriber`,
  );
}

function invalid(message: string): WeirError {
  return new WeirError('INVALID_REQUEST', message);
}
