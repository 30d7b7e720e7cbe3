import {
  formatTopicConfig,
  parseTopicConfigs,
  topicConfigDefinitions,
  WeirError,
} from '@weir/core';
import type {
  AdminServiceHandlers,
  DescribeClusterResponseInput,
  TopicConfigInput,
} from '@weir/protos';
import { handleUnary } from '@weir/runtime';
import type { ActiveController } from '../active-controller.ts';
import type { TopicRecord } from '../cluster/records.ts';
import { electLeaders } from '../election/elect-leaders.ts';
import { decommissionNode, removeNode } from '../reassignment/node-admin.ts';
import { countReplicas } from '../reassignment/plan-evacuations.ts';
import { alterReassignments, listReassignments } from '../reassignment/reassignment-admin.ts';
import { createSecurityAdminHandlers } from './security-admin-handlers.ts';

/** The AdminService, answered by the active controller. */
export function createAdminHandlers(
  requireActive: () => ActiveController,
  controllerId: string,
): AdminServiceHandlers {
  const serving = (): ActiveController => {
    const active = requireActive();
    if (active.isServing) return active;
    throw new WeirError('UNAVAILABLE', 'The controller is rebuilding the metadata store');
  };
  return {
    CreateTopic: handleUnary((request) => serving().topics.create(request)),
    DeleteTopic: handleUnary(async ({ name }) => ({
      topicId: await serving().topics.delete(name),
    })),
    DescribeTopic: handleUnary(async ({ name }) => {
      const { topics, state } = serving();
      const topic = topics.find(name);
      return {
        topic: state.topicMessage(topic.topicId) ?? null,
        configs: describeConfigs(topic),
      };
    }),
    ListTopics: handleUnary(async ({ includeInternal }) => ({
      topics: listTopics(serving(), includeInternal),
    })),
    AddPartitions: handleUnary(async (request) => ({
      topic: (await serving().topics.addPartitions(request)).topic,
    })),
    AlterTopicConfigs: handleUnary((request) => serving().topics.alterConfigs(request)),
    DescribeCluster: handleUnary(async () => describeCluster(serving(), controllerId)),
    ElectLeaders: handleUnary(async (request) => ({
      results: await electLeaders(serving().context, request),
    })),
    AlterPartitionReassignments: handleUnary(async (request) => {
      const { context, mover } = serving();
      return { results: await alterReassignments(context, mover, request) };
    }),
    ListPartitionReassignments: handleUnary(async ({ partitions }) => {
      const { context, mover } = serving();
      return { reassignments: listReassignments(context, mover, partitions) };
    }),
    DecommissionNode: handleUnary(async (request) => {
      const { context, mover } = serving();
      return { assignedReplicas: await decommissionNode(context, mover, request) };
    }),
    RemoveNode: handleUnary(async ({ nodeId }) => {
      await removeNode(serving().context, nodeId);
      return {};
    }),
    RegisterProducer: handleUnary(({ name }) => serving().producers.register(name)),
    ...createSecurityAdminHandlers(requireActive),
  };
}

function describeConfigs(topic: TopicRecord): TopicConfigInput[] {
  const values = formatTopicConfig(parseTopicConfigs(topic.configs, topic));
  return topicConfigDefinitions
    .map(({ name, meaning }) => ({
      name,
      value: values[name] ?? '',
      isDefault: topic.configs[name] === undefined,
      documentation: meaning,
    }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

function listTopics({ state }: ActiveController, includeInternal: boolean) {
  return [...state.topics.keys()]
    .flatMap((topicId) => state.topicMessage(topicId) ?? [])
    .filter(({ internal }) => includeInternal || !internal)
    .map(({ name, topicId, partitions, replicationFactor, internal }) => ({
      ...{ name, topicId, replicationFactor, internal },
      partitions: partitions.length,
    }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

function describeCluster(
  { state, lease, mover }: ActiveController,
  controllerId: string,
): DescribeClusterResponseInput {
  const assigned = countReplicas(state);
  const { clusterId, nodes, coordinators } = state.snapshot('', 0, '');
  const active = [...state.topics.values()].filter((topic) => topic.state === 'active');
  const partitions = active.flatMap(({ topicId }) => state.partitionsOf(topicId));
  const isUnder = (record: (typeof partitions)[number]): boolean =>
    record.inSyncReplicas.length < (record.sets[0]?.replicas.length ?? 0);
  return {
    ...{ clusterId, controllerId, nodes, coordinators },
    controllerAddress: lease.metadata,
    controllerToken: lease.token,
    topics: active.length,
    partitions: partitions.length,
    leaderlessPartitions: partitions.filter(({ leader }) => leader === null).length,
    underReplicatedPartitions: partitions.filter(isUnder).length,
    nodeStatuses: [...state.nodes.values()].map(({ nodeId, decommission }) => ({
      nodeId,
      ...state.nodeReports.get(nodeId),
      decommissioning: decommission !== null,
      assignedReplicas: assigned.get(nodeId) ?? 0,
      decommissionBlockedReason: mover.blockedReason(nodeId),
    })),
  };
}
