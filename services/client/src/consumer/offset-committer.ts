import { toWeirError, WeirError } from '@weir/core';
import type { CommittedOffsetInput, OffsetResult } from '@weir/protos';
import { callUnary } from '@weir/runtime';
import { offsetError } from '../admin/group-calls.ts';
import { callCoordinator } from '../cluster/call-coordinator.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { OffsetToCommit, PartitionOffset } from './consumer-options.ts';

/** Who commits. */
export interface CommitIdentity {
  readonly memberId: string;
  readonly memberEpoch: number;
}

/** For which group, as whom. */
export interface OffsetCommitterOptions {
  readonly cluster: Cluster;
  readonly groupId: string;
  /**
   * Asked for at each attempt: an assignment may have come meanwhile. Throws while the consumer is no
   * member of the group that it reads for.
   */
  readonly identity: () => CommitIdentity;
}

/** What became of one offset of a commit. */
export interface CommitOutcome extends PartitionOffset {
  /** What the group has now: an offset that is behind it changes nothing. */
  readonly offset: number;
  /** Why it was not committed; undefined when it was. */
  readonly error?: WeirError;
}

interface Round {
  /** As whom the offsets were read. */
  readonly memberId: string;
  readonly offsets: Map<string, OffsetToCommit>;
  readonly done: PromiseWithResolvers<Map<string, OffsetResult>>;
}

/**
 * Commits offsets, one call at a time; what comes meanwhile goes together with the next call.
 *
 * Invariants:
 *   - A later commit of a partition is never overtaken by an earlier one.
 *   - What was read under one member id is not committed under another: the group has given the partition
 *     to somebody meanwhile, or set its offset back.
 * Tests: `offset-committer.test.ts`.
 */
export class OffsetCommitter {
  readonly #options: OffsetCommitterOptions;
  readonly #closed = new AbortController();
  #next: Round | undefined;
  #running: Promise<void> | undefined;

  constructor(options: OffsetCommitterOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the coordinator has all of them; rejects with the first one's error, and with
   * `UNKNOWN_MEMBER_ID` once the group has given the member up.
   */
  async commit(offsets: readonly OffsetToCommit[]): Promise<void> {
    for (const { error } of await this.commitEach(offsets)) if (error !== undefined) throw error;
  }

  /**
   * Resolves with what became of each, in the order of `offsets`; rejects when the coordinator refuses all
   * of them, or does not answer in time.
   */
  async commitEach(offsets: readonly OffsetToCommit[]): Promise<CommitOutcome[]> {
    if (offsets.length === 0) return [];
    const round = this.#roundOf(this.#options.identity().memberId);
    for (const offset of offsets) round.offsets.set(keyOf(offset), offset);
    this.#running ??= this.#run();
    const { done } = round;
    const results = await done.promise;
    return offsets.map((offset) => outcomeOf(offset, results.get(keyOf(offset))));
  }

  /** Resolves when no commit is under way. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Tries no more: commits that are under way, and later ones, reject with `CANCELLED`. */
  close(): void {
    this.#closed.abort();
  }

  async #run(): Promise<void> {
    for (let round = this.#next; round !== undefined; round = this.#next) {
      // Commits of the same turn go together.
      await Promise.resolve();
      this.#next = undefined;
      try {
        round.done.resolve(await this.#send(round));
      } catch (error) {
        round.done.reject(toWeirError(error));
      }
    }
    this.#running = undefined;
  }

  /** What is to be sent next, for this member; what waits for another one fails. */
  #roundOf(memberId: string): Round {
    if (this.#next !== undefined && this.#next.memberId !== memberId) {
      this.#next.done.reject(givenUp(this.#next.memberId));
      this.#next = undefined;
    }
    this.#next ??= { memberId, offsets: new Map(), done: Promise.withResolvers() };
    return this.#next;
  }

  async #send(round: Round): Promise<Map<string, OffsetResult>> {
    const offsets = [...round.offsets.values()];
    const { cluster, groupId, identity } = this.#options;
    const signal = AbortSignal.any([this.#closed.signal, cluster.closed]);
    if (signal.aborted) throw new WeirError('CANCELLED', 'The consumer is closed');
    const { results } = await callCoordinator(
      cluster,
      groupId,
      (client, deadlineMs) => {
        const { memberId, memberEpoch } = identity();
        if (memberId !== round.memberId) throw givenUp(round.memberId);
        const request = {
          groupId,
          memberId,
          memberEpoch,
          offsets: offsets.map((offset) => toMessage(cluster, offset)),
        };
        return callUnary(client, 'commitOffsets', request, { deadlineMs, signal });
      },
      { signal },
    );
    if (results.length < offsets.length) {
      throw new WeirError('UNKNOWN_SERVER_ERROR', 'The coordinator left offsets out of its answer');
    }
    return new Map(results.map((result) => [keyOf(result), result]));
  }
}

function outcomeOf(
  { topic, partition, offset }: OffsetToCommit,
  result: OffsetResult | undefined,
): CommitOutcome {
  const error = result === undefined ? undefined : offsetError(result);
  if (error !== undefined) return { topic, partition, offset, error };
  return { topic, partition, offset: result?.offset ?? offset };
}

function givenUp(memberId: string): WeirError {
  return new WeirError('UNKNOWN_MEMBER_ID', `The group has given member "${memberId}" up`);
}

function toMessage(cluster: Cluster, offset: OffsetToCommit): CommittedOffsetInput {
  const { topic, partition, leaderEpoch, metadata = '' } = offset;
  return {
    topicId: cluster.view.topicByName(topic)?.topicId ?? '',
    topic,
    partition,
    offset: offset.offset,
    metadata,
    ...(leaderEpoch === undefined ? undefined : { leaderEpoch }),
  };
}

function keyOf({
  topic,
  partition,
}: {
  readonly topic: string;
  readonly partition: number;
}): string {
  return `${topic}/${partition}`;
}
