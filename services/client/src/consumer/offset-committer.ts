import { toWeirError, WeirError } from '@weir/core';
import type { CommittedOffsetInput, OffsetResult } from '@weir/protos';
import { callUnary } from '@weir/runtime';
import { throwIfFailed } from '../admin/group-calls.ts';
import { callCoordinator } from '../cluster/call-coordinator.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { OffsetToCommit } from './consumer-options.ts';

/** Who commits. */
export interface CommitIdentity {
  readonly memberId: string;
  readonly memberEpoch: number;
}

/** For which group, as whom. */
export interface OffsetCommitterOptions {
  readonly cluster: Cluster;
  readonly groupId: string;
  /** Asked for at each attempt: an assignment may have come meanwhile. */
  readonly identity: () => CommitIdentity;
}

interface Round {
  readonly offsets: Map<string, OffsetToCommit>;
  readonly done: PromiseWithResolvers<Map<string, OffsetResult>>;
}

/**
 * Commits offsets, one call at a time; what comes meanwhile goes together with the next call.
 *
 * Invariants:
 *   - A later commit of a partition is never overtaken by an earlier one.
 * Tests: `offset-committer.test.ts`.
 */
export class OffsetCommitter {
  readonly #options: OffsetCommitterOptions;
  #next: Round | undefined;
  #isRunning = false;

  constructor(options: OffsetCommitterOptions) {
    this.#options = options;
  }

  /** Resolves when the coordinator has all of them; rejects with the first one's error. */
  async commit(offsets: readonly OffsetToCommit[]): Promise<void> {
    if (offsets.length === 0) return;
    this.#next ??= { offsets: new Map(), done: Promise.withResolvers() };
    for (const offset of offsets) this.#next.offsets.set(keyOf(offset), offset);
    const { done } = this.#next;
    if (!this.#isRunning) void this.#run();
    const results = await done.promise;
    for (const offset of offsets) {
      const result = results.get(keyOf(offset));
      if (result !== undefined) throwIfFailed(result);
    }
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let round = this.#next; round !== undefined; round = this.#next) {
      // Commits of the same turn go together.
      await Promise.resolve();
      this.#next = undefined;
      try {
        round.done.resolve(await this.#send([...round.offsets.values()]));
      } catch (error) {
        round.done.reject(toWeirError(error));
      }
    }
    this.#isRunning = false;
  }

  async #send(offsets: readonly OffsetToCommit[]): Promise<Map<string, OffsetResult>> {
    const { cluster, groupId, identity } = this.#options;
    await cluster.connect();
    const { results } = await callCoordinator(cluster, groupId, (client, deadlineMs) => {
      const { memberId, memberEpoch } = identity();
      const request = {
        groupId,
        memberId,
        memberEpoch,
        offsets: offsets.map((offset) => toMessage(cluster, offset)),
      };
      return callUnary(client, 'commitOffsets', request, { deadlineMs });
    });
    if (results.length < offsets.length) {
      throw new WeirError('UNKNOWN_SERVER_ERROR', 'The coordinator left offsets out of its answer');
    }
    return new Map(results.map((result) => [keyOf(result), result]));
  }
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
