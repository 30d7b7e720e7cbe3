import { type PartitionKey, partitionKey } from '@weir/coordinator/cores';
import { toTopicId } from '@weir/core';
import type {
  CommitOffsetsRequest,
  CommitOffsetsResponse,
  FetchOffsetsRequest,
  FetchOffsetsResponse,
} from '@weir/protos';
import type { GroupHistory } from './group-history.ts';
import { short } from './ownership-checker.ts';
import type { Moment } from './progress-checker.ts';

/** A partition of a call, with what was so when the call arrived. */
interface Watched {
  readonly key: PartitionKey;
  readonly moment: Moment;
  readonly mayCommit: boolean;
}

/** A call from its arrival at a coordinator to its answer: the answer must be true. */
export class CallWatch {
  readonly #history: GroupHistory;
  readonly #name: string;
  readonly #request: object;
  readonly #watched: readonly Watched[];

  constructor(history: GroupHistory, name: string, request: object) {
    this.#history = history;
    this.#name = name;
    this.#request = request;
    this.#watched = this.#watch();
  }

  /** The coordinator's answer leaves it. */
  answered(response: object): void {
    if (this.#name === 'commitOffsets') this.#committed(response as CommitOffsetsResponse);
    if (this.#name === 'fetchOffsets') this.#fetched(response as FetchOffsetsResponse);
  }

  #watch(): Watched[] {
    if (this.#name === 'commitOffsets') {
      const { groupId, offsets } = this.#request as CommitOffsetsRequest;
      return offsets.map(({ topicId, partition }) => this.#now(groupId, topicId, partition));
    }
    if (this.#name !== 'fetchOffsets') return [];
    const { groupId, partitions } = this.#request as FetchOffsetsRequest;
    return partitions.map(({ topicId, partition }) => this.#now(groupId, topicId, partition));
  }

  #now(groupId: string, topicId: string, partition: number): Watched {
    const key = partitionKey(toTopicId(topicId), partition);
    const moment = this.#history.progress.moment(groupId, key);
    return { key, moment, mayCommit: this.#mayCommit(key) };
  }

  /** Whether the member has the partition since the epoch that its commit names, by the store. */
  #mayCommit(key: PartitionKey): boolean {
    if (this.#name !== 'commitOffsets') return false;
    const { memberId, memberEpoch } = this.#request as CommitOffsetsRequest;
    const grantedAt = this.#history.ownership.grantedAt(memberId, key);
    return grantedAt !== undefined && grantedAt <= memberEpoch;
  }

  #committed({ results }: CommitOffsetsResponse): void {
    const { groupId, memberId, memberEpoch, offsets } = this.#request as CommitOffsetsRequest;
    for (const [index, { key, moment, mayCommit }] of this.#watched.entries()) {
      const result = results[index];
      const offset = offsets[index]?.offset ?? 0;
      if (result === undefined) this.#history.fail('a commit has fewer results than entries');
      const who = `${short(memberId)} commits ${offset} to ${short(key)} at epoch ${memberEpoch}`;
      if (result.errorCode === 'OFFSET_OUT_OF_RANGE') this.#history.fail(`${who}: out of range`);
      if (result.errorCode !== '') continue;
      if (!mayCommit && !this.#mayCommit(key)) this.#history.fail(`${who}: it is not its owner`);
      this.#history.progress.committed(groupId, key, moment, offset);
    }
  }

  #fetched({ offsets }: FetchOffsetsResponse): void {
    const { groupId } = this.#request as FetchOffsetsRequest;
    for (const { key, moment } of this.#watched) {
      const found = offsets.find(
        ({ topicId, partition }) => partitionKey(toTopicId(topicId), partition) === key,
      );
      this.#history.progress.fetched(groupId, key, moment, found?.offset);
    }
  }
}
