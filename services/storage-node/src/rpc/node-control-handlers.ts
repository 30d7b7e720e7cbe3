import {
  type Clock,
  isErrorCode,
  type NodeId,
  sleep,
  toLeaderEpoch,
  toTopicId,
  toWeirError,
} from '@weir/core';
import type {
  ChangeReplicaConfig,
  ChangeReplicaConfigResultInput,
  CreateReplica,
  DeleteReplica,
  LeaderAndIsrPartition,
  NodeControlServiceHandlers,
  PartitionResultInput,
  PromisePartition,
  PromiseResultInput,
  TopicIdentity,
} from '@weir/protos';
import {
  handleServerStream,
  handleUnary,
  type SecurityView,
  writeWithBackpressure,
} from '@weir/runtime';

import { mapWithLimit } from '../partition/map-with-limit.ts';
import type { LeaderCall } from '../partition/partition-options.ts';
import type { PartitionRegistry } from '../partition/partition-registry.ts';
import type { TopicRecord } from '../partition/replica-store.ts';
import type { TopicRegistry } from '../partition/topic-registry.ts';
import type { ControllerToken } from '../registration/controller-token.ts';
import { toReplicaSet } from '../replication/replica-config.ts';
import type { CatchUpThrottle } from '../streams/catch-up-throttle.ts';
import type { FencingObserver } from './fencing-observer.ts';
import { inventoryPages } from './inventory.ts';
import { fromWireConfig, toWireConfig, toWireState } from './wire-config.ts';

/** What the NodeControlService works with while the node runs. */
export interface NodeControlContext {
  readonly registry: PartitionRegistry;
  readonly topics: TopicRegistry;
  readonly token: ControllerToken;
  readonly throttle: CatchUpThrottle;
  readonly security: SecurityView;
  readonly clock: Clock;
  readonly observer: FencingObserver;
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
    checkToken(running, controllerToken);
    return running;
  };
  return {
    Promise: handleUnary(async ({ controllerToken, partitions }) => {
      const { registry, observer } = checked(controllerToken);
      const results = await Promise.all(partitions.map((each) => promise(registry, each)));
      return { results: noted(results, observer) };
    }),
    LeaderAndIsr: handleUnary(async ({ controllerToken, partitions }) => {
      const { registry, observer } = checked(controllerToken);
      const lead = (each: LeaderAndIsrPartition): Promise<void> =>
        registry.leaderAndIsr(each.topicId, each.partition, toLeaderCall(each));
      const results = await Promise.all(partitions.map((each) => result(each, lead)));
      return { results: noted(results, observer) };
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
      const remove = async ({ topicId, partition, ...how }: DeleteReplica): Promise<void> => {
        const key = { topicId: toTopicId(topicId), partition };
        if (how.forget) await registry.forget(key);
        else if (how.finalConfig === null) await registry.delete(key);
        else await registry.moveAway(key, fromWireConfig(how.finalConfig));
      };
      return { results: await mapWithLimit(replicas, createLimit, (each) => result(each, remove)) };
    }),
    UpdateTopics: handleUnary(async ({ controllerToken, topics }) => {
      await updateTopics(checked(controllerToken).registry, topics);
      return {};
    }),
    ChangeReplicaConfig: handleUnary(async ({ controllerToken, changes, ...how }) => {
      const running = checked(controllerToken);
      running.throttle.bytesPerSecond = how.bytesPerSecond;
      return {
        results: await Promise.all(
          changes.map((each) => changeConfig(running, each, how.maxWaitMs)),
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
    GetSecurity: handleUnary(async ({ controllerToken, knownVersion }) => {
      const { security } = checked(controllerToken);
      return security.version > knownVersion ? { document: security.document } : {};
    }),
  };
}

function checkToken({ token, observer }: NodeControlContext, controllerToken: number): void {
  try {
    token.check(controllerToken);
  } catch (error) {
    observer.refused(toWeirError(error).code);
    throw error;
  }
}

/** The results, whose refusals are counted. */
function noted<Result extends { readonly errorCode?: string }>(
  results: Result[],
  observer: FencingObserver,
): Result[] {
  for (const { errorCode = '' } of results) {
    if (isErrorCode(errorCode)) observer.refused(errorCode);
  }
  return results;
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

/** Begins a change, or goes on with it, and says how far it is after at most so many milliseconds. */
async function changeConfig(
  { registry, clock }: NodeControlContext,
  { topicId, partition, leaderEpoch, target }: ChangeReplicaConfig,
  maxWaitMs: number,
): Promise<ChangeReplicaConfigResultInput> {
  try {
    const replica = registry.get(topicId, partition);
    const epoch = toLeaderEpoch(leaderEpoch);
    const isDone =
      target === null
        ? replica.isConfigSettled(epoch)
        : await settlesWithin(replica.changeConfig(epoch, toReplicaSet(target)), maxWaitMs, clock);
    return {
      topicId,
      partition,
      isDone,
      config: toWireConfig(replica.state.config),
      logEndOffset: replica.log.logEndOffset,
      followers: [...replica.followerPositions],
    };
  } catch (error) {
    const { code, message } = toWeirError(error);
    return { topicId, partition, errorCode: code, errorMessage: message };
  }
}

/** False when it goes on; rejects when it failed meanwhile. */
async function settlesWithin(work: Promise<void>, delayMs: number, clock: Clock): Promise<boolean> {
  const timeout = new AbortController();
  // Its failure is told to whoever asks next.
  work.catch(() => undefined);
  try {
    return await Promise.race([
      work.then(() => true),
      sleep(clock, delayMs, timeout.signal).then(() => false),
    ]);
  } finally {
    timeout.abort();
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
