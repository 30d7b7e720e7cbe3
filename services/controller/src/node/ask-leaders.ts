import type { WeirError } from '@weir/core';
import type { ChangeReplicaConfigResult } from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import { partitionKey, type PartitionRecord } from '../cluster/records.ts';
import type { ReplicaSet } from '../partition/election.ts';
import { groupByNode } from './group-by-node.ts';
import { settle, toResultError } from './node-calls.ts';

/** What a partition's leader said of its replica sets, or why it said nothing. */
export type LeaderAnswer = ChangeReplicaConfigResult | WeirError;

/** What to ask leaders, and how fast copies may be made. */
export interface LeaderQuestion {
  /** Undefined asks for nothing but the config in force. */
  readonly targetOf: (record: PartitionRecord) => ReplicaSet | undefined;
  readonly bytesPerSecondOf: (record: PartitionRecord) => number;
  /** 0: leaders answer at once with how far they are. */
  readonly maxWaitMs: number;
}

/** Asks the leaders of partitions to change replica sets, one call per node; answers by partition. */
export async function askLeaders(
  { calls }: ActiveContext,
  records: readonly PartitionRecord[],
  { targetOf, bytesPerSecondOf, maxWaitMs }: LeaderQuestion,
): Promise<Map<string, LeaderAnswer>> {
  const answers = new Map<string, LeaderAnswer>();
  const byLeader = groupByNode(records, ({ leader }) => (leader === null ? [] : [leader]));
  await Promise.all(
    [...byLeader].map(async ([nodeId, led]) => {
      const changes = led.map((record) => {
        const { topicId, partition, leaderEpoch } = record;
        const target = targetOf(record);
        return {
          ...{ topicId, partition, leaderEpoch },
          ...(target === undefined ? undefined : { target: toMessage(target) }),
        };
      });
      const bytesPerSecond = commonRate(led.map(bytesPerSecondOf));
      const pace = { maxWaitMs, bytesPerSecond };
      const { results, error } = await settle(calls.changeReplicaConfig(nodeId, changes, pace));
      for (const [index, { topicId, partition }] of led.entries()) {
        const result = results[index];
        const answer =
          error ?? (result === undefined ? undefined : toResultError(result)) ?? result;
        if (answer !== undefined) answers.set(partitionKey(topicId, partition), answer);
      }
    }),
  );
  return answers;
}

/** A node limits all its copies together: the fastest that was asked for, and none where one has none. */
function commonRate(rates: readonly number[]): number {
  return rates.includes(0) ? 0 : Math.max(0, ...rates);
}

function toMessage({ replicas, minInsyncReplicas }: ReplicaSet) {
  return { replicas: [...replicas], minInsyncReplicas };
}
