import { type NodeId, toLeaderEpoch, toTopicId, toWeirError } from '@weir/core';
import type {
  CreateReplica,
  DeleteReplica,
  LeaderAndIsrPartition,
  NodeControlServiceHandlers,
  PartitionResultInput,
  PromisePartition,
  PromiseResultInput,
  TopicIdentity,
} from '@weir/protos';
import { handleServerStream, handleUnary, writeWithBackpressure } from '@weir/runtime';

import { mapWithLimit } from '../partition/map-with-limit.ts';
import type { LeaderCall } from '../partition/partition.ts';
import type { PartitionRegistry } from '../partition/partition-registry.ts';
import type { TopicRecord } from '../partition/replica-store.ts';
import type { TopicRegistry } from '../partition/topic-registry.ts';
import type { ControllerToken } from '../registration/controller-token.ts';
import { toReplicaSet } from '../replication/replica-config.ts';
import { inventoryPages } from './inventory.ts';
import { toWireState } from './wire-config.ts';

/** What the NodeControlService works with while the node runs. */
export interface NodeControlContext {
  readonly registry: PartitionRegistry;
  readonly topics: TopicRegistry;
  readonly token: ControllerToken;
}

interface NamedPartition {
  readonly topicId: string;
  readonly partition: number;
}

/** Replicas that are created at a time: each opens files. */
const createLimit = 64;

/**
 * The NodeControlService of a node; `context` throws while the node does not run. Calls are batched: all
 * replicas of a request work at once, so that they share the database's syncs.
 */
export function createNodeControlHandlers(
  context: () => NodeControlContext,
): NodeControlServiceHandlers {
  const checked = (controllerToken: number): NodeControlContext => {
    const running = context();
    running.token.check(controllerToken);
    return running;
  };
  return {
    Promise: handleUnary(async ({ controllerToken, partitions }) => {
      const { registry } = checked(controllerToken);
      return { results: await Promise.all(partitions.map((each) => promise(registry, each))) };
    }),
    LeaderAndIsr: handleUnary(async ({ controllerToken, partitions }) => {
      const { registry } = checked(controllerToken);
      const lead = (each: LeaderAndIsrPartition): Promise<void> =>
        registry.get(each.topicId, each.partition).leaderAndIsr(toLeaderCall(each));
      return { results: await Promise.all(partitions.map((each) => result(each, lead))) };
    }),
    CreateReplicas: handleUnary(async ({ controllerToken, topics, replicas }) => {
      const { registry } = checked(controllerToken);
      await updateTopics(registry, topics);
      const create = (each: CreateReplica): Promise<void> =>
        registry.create({
          topicId: toTopicId(each.topicId),
          partition: each.partition,
          set: toReplicaSet(each.set),
          isClean: each.clean,
          directoryId: each.directoryId,
        });
      return { results: await mapWithLimit(replicas, createLimit, (each) => result(each, create)) };
    }),
    DeleteReplicas: handleUnary(async ({ controllerToken, replicas }) => {
      const { registry } = checked(controllerToken);
      const remove = async ({ topicId, partition, forget }: DeleteReplica): Promise<void> => {
        const key = { topicId: toTopicId(topicId), partition };
        await (forget ? registry.forget(key) : registry.delete(key));
      };
      return { results: await mapWithLimit(replicas, createLimit, (each) => result(each, remove)) };
    }),
    UpdateTopics: handleUnary(async ({ controllerToken, topics }) => {
      await updateTopics(checked(controllerToken).registry, topics);
      return {};
    }),
    ChangeReplicaConfig: handleUnary(async ({ controllerToken, changes }) => {
      const { registry } = checked(controllerToken);
      return {
        results: await Promise.all(
          changes.map((each) =>
            result(each, ({ topicId, partition, leaderEpoch, target }) =>
              registry
                .get(topicId, partition)
                .changeConfig(toLeaderEpoch(leaderEpoch), toReplicaSet(target)),
            ),
          ),
        ),
      };
    }),
    GetInventory: handleServerStream(async ({ controllerToken }, stream, { signal }) => {
      const { registry, topics } = checked(controllerToken);
      for (const page of inventoryPages(registry, topics)) {
        if (signal.aborted) return;
        await writeWithBackpressure(stream, page);
      }
    }),
  };
}

async function promise(
  registry: PartitionRegistry,
  asked: PromisePartition,
): Promise<PromiseResultInput> {
  const { topicId, partition, proposalId } = asked;
  try {
    const epoch = toLeaderEpoch(asked.leaderEpoch);
    const state = await registry.get(topicId, partition).promise({ epoch, proposalId });
    return { topicId, partition, promisedEpoch: epoch, state: toWireState(state) };
  } catch (error) {
    const { code, message } = toWeirError(error);
    const promisedEpoch = registry.find(topicId, partition)?.state.vote.epoch ?? 0;
    return { topicId, partition, errorCode: code, errorMessage: message, promisedEpoch };
  }
}

async function result<Asked extends NamedPartition>(
  asked: Asked,
  work: (asked: Asked) => Promise<void>,
): Promise<PartitionResultInput> {
  const { topicId, partition } = asked;
  try {
    await work(asked);
    return { topicId, partition };
  } catch (error) {
    const { code, message } = toWeirError(error);
    return { topicId, partition, errorCode: code, errorMessage: message };
  }
}

function toLeaderCall(asked: LeaderAndIsrPartition): LeaderCall {
  return {
    vote: { epoch: toLeaderEpoch(asked.leaderEpoch), proposalId: asked.proposalId },
    leader: asked.leader as NodeId,
    leaderIncarnation: asked.leaderIncarnation,
    leaderAddress: asked.leaderAddress,
    inSyncReplicas: asked.inSyncReplicas as NodeId[],
  };
}

async function updateTopics(
  registry: PartitionRegistry,
  topics: readonly TopicIdentity[],
): Promise<void> {
  await Promise.all(topics.map((topic) => registry.updateTopic(toTopicRecord(topic))));
}

function toTopicRecord(topic: TopicIdentity): TopicRecord {
  const { name, configs, configVersion, partitions } = topic;
  return { topicId: toTopicId(topic.topicId), name, configs, configVersion, partitions };
}
