import { type AclOperation, toWeirError, WeirError } from '@weir/core';
import type { Cluster } from '@weir/client/for-gateway';
import { LogService, type PartitionError } from '@weir/protos';
import {
  type CallContext,
  type CallUnaryOptions,
  checkPartitionCount,
  fromPartitionError,
} from '@weir/runtime';
import {
  findLeader,
  type PartitionFailure,
  type PartitionPlace,
  toFailure,
} from './find-leader.ts';
import { forwardedMetadata } from './forwarded-metadata.ts';
import { pick, splitByLeader } from './split-by-leader.ts';

/** A client of the log service. */
export type LogClient = InstanceType<typeof LogService>;

/** An answer for one partition: its own error is data. */
export interface PartitionAnswer extends PartitionPlace {
  readonly error: PartitionError | null;
}

/** What is asked for, and how. */
export interface LeaderQuestion<Asked, Answer> {
  /** What the caller must be allowed to do with the topics. */
  readonly operation: AclOperation;
  /** Limit of each call where the caller has set no earlier deadline. */
  readonly limitMs: number;
  readonly call: (
    client: LogClient,
    asked: Asked[],
    options: CallUnaryOptions,
  ) => Promise<readonly Answer[]>;
}

/**
 * Asks the leader of each partition, one call for each node; resolves with the answers in the order of the
 * request. What goes wrong for a partition, or with its leader, is its answer; only a request that a node
 * finds invalid fails as a whole.
 */
export async function askLeaders<Asked extends PartitionPlace, Answer extends PartitionAnswer>(
  cluster: Cluster,
  context: CallContext,
  partitions: readonly Asked[],
  question: LeaderQuestion<Asked, Answer>,
): Promise<(Answer | PartitionFailure)[]> {
  checkPartitionCount(partitions);
  const { byAddress, failures } = splitByLeader(
    partitions,
    (place) => findLeader(cluster, context.caller, question.operation, place).address,
  );
  const answers = new Map<number, Answer | PartitionFailure>();
  await Promise.all(
    [...byAddress].map(async ([address, places]) => {
      const asked = pick(partitions, places);
      const part = await askLeader(cluster, context, { address, asked, question });
      for (const [at, place] of places.entries()) {
        const answer = part[at];
        if (answer !== undefined) answers.set(place, answer);
      }
    }),
  );
  return partitions.map(
    (place, index) => answers.get(index) ?? toFailure(place, failures.get(index) ?? leftOut()),
  );
}

/** Takes note of what an answer says about who leads. */
export function learnFrom(cluster: Cluster, answers: readonly PartitionAnswer[]): void {
  for (const { topicId, partition, error } of answers) {
    const problem = fromPartitionError(error);
    if (problem?.recovery === 'refresh-metadata') {
      cluster.noteNotLeader(topicId, partition, problem);
    }
  }
}

/** The time that a call to another service may take. */
export function deadlineOf({ remainingMs }: CallContext, limitMs: number): number {
  return Math.max(1, Math.min(remainingMs, limitMs));
}

interface LeaderPart<Asked, Answer> {
  readonly address: string;
  readonly asked: Asked[];
  readonly question: LeaderQuestion<Asked, Answer>;
}

async function askLeader<Asked extends PartitionPlace, Answer extends PartitionAnswer>(
  cluster: Cluster,
  context: CallContext,
  { address, asked, question }: LeaderPart<Asked, Answer>,
): Promise<readonly (Answer | PartitionFailure)[]> {
  const { signal } = context;
  const deadlineMs = deadlineOf(context, question.limitMs);
  try {
    const client = cluster.channels.client(LogService, address);
    const options = { deadlineMs, signal, metadata: forwardedMetadata(context) };
    const answers = await question.call(client, asked, options);
    learnFrom(cluster, answers);
    return answers;
  } catch (thrown) {
    const error = toWeirError(thrown);
    if (error.code === 'INVALID_REQUEST') throw error;
    if (error.recovery !== 'give-up') cluster.refresh();
    return asked.map((place) => toFailure(place, error));
  }
}

function leftOut(): WeirError {
  return new WeirError('UNKNOWN_SERVER_ERROR', 'The leader left the partition out of its answer');
}
