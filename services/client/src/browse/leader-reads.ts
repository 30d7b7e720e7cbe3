import { toWeirError, WeirError } from '@weir/core';
import {
  type FetchRequestInput,
  type FetchResponse,
  type ListOffsetsRequestInput,
  type ListOffsetsResponse,
  LogService,
  type PartitionError,
} from '@weir/protos';
import { callUnary, fromPartitionError } from '@weir/runtime';
import type { LogClient } from '../cluster/call-leaders.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { LogReads, ReadCallOptions } from './log-reads.ts';

interface Place {
  readonly topicId?: string | undefined;
  readonly partition?: number | undefined;
}

interface NamedPlace {
  readonly topicId: string;
  readonly partition: number;
}

interface Answer extends NamedPlace {
  readonly error: PartitionError | null;
}

/**
 * The calls of a scan, made by a client that knows the leaders: one call to each leader, and for a partition
 * without one, or whose leader fails, that as its error.
 */
export class LeaderReads implements LogReads {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async listOffsets(
    { partitions = [] }: ListOffsetsRequestInput,
    options: ReadCallOptions,
  ): Promise<ListOffsetsResponse> {
    const answers = await this.#askAll(
      partitions,
      (client, asked) => callUnary(client, 'listOffsets', { partitions: asked }, options),
      (place, error) => ({ ...place, error, offset: -1, timestampMs: -1, leaderEpoch: 0 }),
    );
    return { partitions: answers.flatMap((answer) => answer.partitions) };
  }

  async fetch(
    { partitions = [], ...limits }: FetchRequestInput,
    options: ReadCallOptions,
  ): Promise<FetchResponse> {
    const nothing = { batches: [], highWatermark: -1, logStartOffset: -1, leaderEpoch: 0 };
    const answers = await this.#askAll(
      partitions,
      (client, asked) => callUnary(client, 'fetch', { ...limits, partitions: asked }, options),
      (place, error) => ({ ...place, error, ...nothing }),
    );
    return {
      partitions: answers.flatMap((answer) => answer.partitions),
      throttleMs: Math.max(0, ...answers.map(({ throttleMs = 0 }) => throttleMs)),
    };
  }

  async #askAll<Asked extends Place, Told extends Answer>(
    places: readonly Asked[],
    call: (client: LogClient, asked: Asked[]) => Promise<Answers<Told>>,
    toAnswer: (place: NamedPlace, error: PartitionError) => Told,
  ): Promise<Answers<Told>[]> {
    const fail = (failed: readonly Asked[], error: WeirError): Answers<Told> => ({
      partitions: failed.map(({ topicId = '', partition = 0 }) =>
        toAnswer({ topicId, partition }, toMessage(error)),
      ),
    });
    return Promise.all(
      [...this.#byLeader(places)].map(async ([address, asked]) => {
        if (address === undefined) {
          this.#cluster.refresh();
          return fail(asked, new WeirError('LEADER_NOT_AVAILABLE', 'There is no leader now'));
        }
        try {
          const answer = await call(this.#cluster.channels.client(LogService, address), asked);
          for (const each of answer.partitions) this.#learn(each);
          return answer;
        } catch (thrown) {
          this.#cluster.refresh();
          return fail(asked, toWeirError(thrown));
        }
      }),
    );
  }

  #byLeader<Asked extends Place>(places: readonly Asked[]): Map<string | undefined, Asked[]> {
    const byLeader = new Map<string | undefined, Asked[]>();
    for (const place of places) {
      const { topicId = '', partition = 0 } = place;
      const address = this.#cluster.leaderOf(topicId, partition)?.address;
      const asked = byLeader.get(address);
      if (asked === undefined) byLeader.set(address, [place]);
      else asked.push(place);
    }
    return byLeader;
  }

  #learn({ topicId, partition, error }: Answer): void {
    const problem = fromPartitionError(error);
    if (problem?.recovery !== 'refresh-metadata') return;
    this.#cluster.noteNotLeader(topicId, partition, problem);
    this.#cluster.refresh();
  }
}

interface Answers<Told> {
  readonly partitions: Told[];
  readonly throttleMs?: number;
}

function toMessage({ code, message, metadata }: WeirError): PartitionError {
  return { code, message, metadata: { ...metadata } };
}
