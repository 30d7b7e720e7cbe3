import { toWeirError, WeirError } from '@weir/core';
import { type ListOffsetsResult, LogService, type OffsetSpec } from '@weir/protos';
import { callUnary, type ChannelPool, fromPartitionError, type MetadataView } from '@weir/runtime';
import { type PartitionKey, splitPartitionKey } from '../topics/partition-key.ts';

const maxPartitionsPerCall = 1000;

/** Which offset of a partition is asked for. */
export interface OffsetQuestion {
  readonly key: PartitionKey;
  readonly spec: OffsetSpec;
  /** With `OFFSET_SPEC_TIMESTAMP`. */
  readonly timestampMs?: number;
}

/** What a partition's leader answered, or why it did not. */
export type OffsetAnswer =
  | { readonly ok: true; readonly offset: number; readonly leaderEpoch: number }
  | { readonly ok: false; readonly error: WeirError };

/** Where the leader of a partition is. */
export interface PartitionLeader {
  readonly nodeId: number;
  readonly address: string;
}

/** Asks the leaders of partitions for their offsets. */
export class LogOffsets {
  readonly #view: MetadataView;
  readonly #channels: ChannelPool;

  constructor({ view, channels }: { view: MetadataView; channels: ChannelPool }) {
    this.#view = view;
    this.#channels = channels;
  }

  /** The leader as the metadata has it; undefined while there is none. */
  leaderOf(key: PartitionKey): PartitionLeader | undefined {
    const { topicId, partition } = splitPartitionKey(key);
    const nodeId = this.#view.topicById(topicId)?.partitions[partition]?.leader;
    if (nodeId === undefined) return undefined;
    const address = this.#view.node(nodeId)?.address;
    return address === undefined ? undefined : { nodeId, address };
  }

  /** One answer for each question, in order; within the deadline, whoever does not answer. */
  async ask(questions: readonly OffsetQuestion[], deadlineMs: number): Promise<OffsetAnswer[]> {
    const answers = questions.map((): OffsetAnswer => noLeader);
    const byAddress = new Map<string, number[]>();
    for (const [index, { key }] of questions.entries()) {
      const address = this.leaderOf(key)?.address;
      if (address === undefined) continue;
      const indexes = byAddress.get(address) ?? [];
      indexes.push(index);
      byAddress.set(address, indexes);
    }
    await Promise.all(
      [...byAddress].flatMap(([address, indexes]) =>
        chunksOf(indexes).map(async (chunk) => {
          const asked = chunk.flatMap((index) => questions[index] ?? []);
          const results = await this.#call(address, asked, deadlineMs);
          for (const [position, index] of chunk.entries()) {
            answers[index] = results[position] ?? noLeader;
          }
        }),
      ),
    );
    return answers;
  }

  async #call(
    address: string,
    questions: readonly OffsetQuestion[],
    deadlineMs: number,
  ): Promise<OffsetAnswer[]> {
    const partitions = questions.map(({ key, spec, timestampMs = 0 }) => ({
      ...splitPartitionKey(key),
      spec,
      timestampMs,
    }));
    try {
      const client = this.#channels.client(LogService, address);
      const response = await callUnary(client, 'listOffsets', { partitions }, { deadlineMs });
      return questions.map(({ key }, index) => toAnswer(key, response.partitions[index]));
    } catch (error) {
      return questions.map(() => ({ ok: false, error: toWeirError(error) }));
    }
  }
}

const noLeader: OffsetAnswer = {
  ok: false,
  error: new WeirError('LEADER_NOT_AVAILABLE', 'The partition has no leader at this moment'),
};

const noAnswer: OffsetAnswer = {
  ok: false,
  error: new WeirError('UNKNOWN_SERVER_ERROR', 'The leader has left the partition out'),
};

/** Results come in the order of the questions. */
function toAnswer(key: PartitionKey, result: ListOffsetsResult | undefined): OffsetAnswer {
  const { topicId, partition } = splitPartitionKey(key);
  if (result?.topicId !== topicId || result.partition !== partition) return noAnswer;
  const { offset, leaderEpoch } = result;
  const error = fromPartitionError(result.error);
  return error === undefined ? { ok: true, offset, leaderEpoch } : { ok: false, error };
}

function chunksOf(indexes: readonly number[]): number[][] {
  const chunks: number[][] = [];
  for (let start = 0; start < indexes.length; start += maxPartitionsPerCall) {
    chunks.push(indexes.slice(start, start + maxPartitionsPerCall));
  }
  return chunks;
}
