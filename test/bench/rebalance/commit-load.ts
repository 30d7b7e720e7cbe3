import type { CommittedOffsetInput } from '@weir/protos';
import { CommitCalls } from './commit-calls.ts';

/** Who commits, to where, and how much of it. */
export interface CommitLoadOptions {
  /** Of the group's coordinator. */
  readonly address: string;
  readonly groupId: string;
  /** The member that commits: it holds all partitions of the topic. */
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly topicId: string;
  readonly topic: string;
  readonly partitions: number;
  /** The first offset to commit, in every partition. */
  readonly fromOffset: number;
  /** The last one that may be committed: the high watermark of every partition. */
  readonly toOffset: number;
  readonly offsetsPerCall: number;
  /** Calls that wait for an answer at any time. */
  readonly outstanding: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** What was answered in the measured time. */
export interface CommitLoadResult {
  readonly calls: number;
  readonly seconds: number;
  /** The highest offset that was answered, by partition; the warm-up included. */
  readonly committed: readonly number[];
  /** Every refusal, of a call or of an offset in it. */
  readonly failures: readonly string[];
}

/** Commits one offset after the other, round the partitions: each call moves its offsets on. */
export async function runCommitLoad(options: CommitLoadOptions): Promise<CommitLoadResult> {
  const { groupId, memberId, memberEpoch, offsetsPerCall } = options;
  const calls = new CommitCalls(options.address);
  const nextOffset = offsetSource(options);
  const committed = Array.from({ length: options.partitions }, () => 0);
  const failures: string[] = [];
  const measureFromMs = performance.now() + options.warmUpMs;
  const endMs = measureFromMs + options.measureMs;
  let answered = 0;

  const commitOn = async (): Promise<void> => {
    while (performance.now() < endMs && failures.length === 0) {
      const { results } = await calls.commit({
        groupId,
        memberId,
        memberEpoch,
        offsets: Array.from({ length: offsetsPerCall }, nextOffset),
      });
      for (const { partition, offset, errorCode, errorMessage } of results) {
        if (errorCode !== '') failures.push(`${errorCode}: ${errorMessage}`);
        committed[partition] = Math.max(committed[partition] ?? 0, offset);
      }
      const atMs = performance.now();
      if (atMs >= measureFromMs && atMs <= endMs) answered += 1;
    }
  };
  const loops = Array.from({ length: options.outstanding }, () =>
    commitOn().catch((error: unknown) => {
      failures.push(String(error));
    }),
  );
  await Promise.all(loops);
  calls.close();
  return { calls: answered, seconds: options.measureMs / 1_000, committed, failures };
}

/** Goes round the partitions, one offset further with each round. */
function offsetSource(options: CommitLoadOptions): () => CommittedOffsetInput {
  const { topicId, topic, partitions, fromOffset, toOffset } = options;
  let taken = 0;
  return () => {
    const partition = taken % partitions;
    const offset = fromOffset + Math.floor(taken / partitions);
    if (offset > toOffset) throw new Error(`All ${toOffset} records of a partition are committed`);
    taken += 1;
    return { topicId, topic, partition, offset };
  };
}
