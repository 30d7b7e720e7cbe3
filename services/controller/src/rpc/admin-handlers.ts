import {
  type AclOperation,
  clusterResource,
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
import {
  type Caller,
  checkRange,
  handleUnary,
  isLeaderless,
  isUnderReplicated,
} from '@weir/runtime';
import type { AuditTrail } from '@weir/store';
import type { ActiveController } from '../active-controller.ts';
import type { TopicRecord } from '../cluster/records.ts';
import { electLeaders } from '../election/elect-leaders.ts';
import { setNodeDrain } from '../node/set-node-drain.ts';
import { balanceReplicas } from '../reassignment/balance-replicas.ts';
import { decommissionNode, removeNode } from '../reassignment/node-admin.ts';
import { countReplicas } from '../reassignment/plan-evacuations.ts';
import { alterReassignments, listReassignments } from '../reassignment/reassignment-admin.ts';
import { listTopics } from '../topic/list-topics.ts';
import { handleAdmin } from './handle-admin.ts';
import { createSecurityAdminHandlers } from './security-admin-handlers.ts';

const maxAuditLimit = 1_000;
const defaultAuditLimit = 100;

/** What the AdminService is answered with beside an active life. */
export interface AdminHandlersOptions {
  readonly controllerId: string;
  /** Lists what was changed and refused. */
  readonly audit: Pick<AuditTrail, 'list'>;
}

/** The AdminService, answered by the active controller. */
export function createAdminHandlers(
  requireActive: () => ActiveController,
  { controllerId, audit }: AdminHandlersOptions,
): AdminServiceHandlers {
  const serving = (): ActiveController => {
    const active = requireActive();
    if (active.isServing) return active;
    throw new WeirError('UNAVAILABLE', 'The controller is rebuilding the metadata store');
  };
  return {
    ...createTopicHandlers(serving),
    ...createClusterHandlers(serving, controllerId),
    ...createSecurityAdminHandlers(requireActive),
    // Any controller reads it: it is needed most where something is wrong.
    ListAudit: handleUnary(async ({ limit, pageToken, principal }, { caller }) => {
      caller.require('describe', clusterResource);
      const wanted = checkRange('Limit', limit, 0, maxAuditLimit) || defaultAuditLimit;
      const { entries, nextPageToken } = await audit.list({ limit: wanted, pageToken, principal });
      return { entries: [...entries], nextPageToken };
    }),
  };
}

function createTopicHandlers(serving: () => ActiveController) {
  const forTopic = (caller: Caller, operation: AclOperation, name: string): ActiveController => {
    const active = serving();
    // Before anything is looked up: who may not know of a topic learns nothing from the answer.
    caller.require(operation, { type: 'topic', name });
    return active;
  };
  return {
    CreateTopic: handleAdmin((request, { caller }) => {
      const mayCreateAny = caller.may('create', clusterResource);
      const { topics } = mayCreateAny ? serving() : forTopic(caller, 'create', request.name);
      return topics.create(request);
    }),
    DeleteTopic: handleAdmin(async ({ name }, { caller }) => ({
      topicId: await forTopic(caller, 'delete', name).topics.delete(name),
    })),
    DescribeTopic: handleAdmin(async ({ name }, { caller }) => {
      const { topics, state } = forTopic(caller, 'describe', name);
      const topic = topics.find(name);
      const mayDescribeConfigs = caller.may('describe-configs', { type: 'topic', name });
      return {
        topic: state.topicMessage(topic.topicId) ?? null,
        configs: mayDescribeConfigs ? describeConfigs(topic) : [],
      };
    }),
    ListTopics: handleAdmin(async ({ includeInternal }, { caller }) => ({
      topics: listTopics(
        serving().state,
        ({ name, internal }) =>
          (includeInternal || !internal) && caller.may('describe', { type: 'topic', name }),
      ),
    })),
    AddPartitions: handleAdmin(async (request, { caller }) => {
      const { topics } = forTopic(caller, 'alter', request.name);
      return { topic: (await topics.addPartitions(request)).topic };
    }),
    AlterTopicConfigs: handleAdmin((request, { caller }) =>
      forTopic(caller, 'alter-configs', request.name).topics.alterConfigs(request),
    ),
  } satisfies Partial<AdminServiceHandlers>;
}

function createClusterHandlers(serving: () => ActiveController, controllerId: string) {
  const forCluster = (caller: Caller, operation: AclOperation): ActiveController => {
    const active = serving();
    caller.require(operation, clusterResource);
    return active;
  };
  return {
    DescribeCluster: handleAdmin(async (_request, { caller }) =>
      describeCluster(forCluster(caller, 'describe'), controllerId),
    ),
    ElectLeaders: handleAdmin(async (request, { caller }) => ({
      results: await electLeaders(forCluster(caller, 'alter').context, request),
    })),
    AlterPartitionReassignments: handleAdmin(async (request, { caller }) => {
      const { context, mover } = forCluster(caller, 'alter');
      return { results: await alterReassignments(context, mover, request) };
    }),
    ListPartitionReassignments: handleAdmin(async ({ partitions }, { caller }) => {
      const { context, mover } = forCluster(caller, 'describe');
      return { reassignments: listReassignments(context, mover, partitions) };
    }),
    BalanceReplicas: handleAdmin(async (request, { caller }) => ({
      moves: await balanceReplicas(forCluster(caller, 'alter').context, request),
    })),
    DecommissionNode: handleAdmin(async (request, { caller }) => {
      const { context, mover } = forCluster(caller, 'alter');
      return { assignedReplicas: await decommissionNode(context, mover, request) };
    }),
    SetNodeDrain: handleAdmin((request, { caller }) =>
      setNodeDrain(forCluster(caller, 'alter').context, request),
    ),
    RemoveNode: handleAdmin(async ({ nodeId }, { caller }) => {
      await removeNode(forCluster(caller, 'alter').context, nodeId);
      return {};
    }),
    RegisterProducer: handleAdmin(({ name }, { caller }) =>
      forCluster(caller, 'write').producers.register(name),
    ),
  } satisfies Partial<AdminServiceHandlers>;
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

function describeCluster(
  { state, lease, mover }: ActiveController,
  controllerId: string,
): DescribeClusterResponseInput {
  const assigned = countReplicas(state);
  const { clusterId, nodes, coordinators, topics } = state.snapshot('', 0, '');
  const partitions = topics.flatMap((topic) => topic.partitions);
  return {
    ...{ clusterId, controllerId, nodes, coordinators },
    controllerAddress: lease.metadata,
    controllerToken: lease.token,
    topics: topics.length,
    partitions: partitions.length,
    leaderlessPartitions: partitions.filter(isLeaderless).length,
    underReplicatedPartitions: partitions.filter(isUnderReplicated).length,
    nodeStatuses: [...state.nodes.values()].map(({ nodeId, decommission, drain }) => ({
      nodeId,
      ...state.nodeReports.get(nodeId),
      decommissioning: decommission !== null,
      draining: drain !== null,
      assignedReplicas: assigned.get(nodeId) ?? 0,
      decommissionBlockedReason: mover.blockedReason(nodeId),
    })),
  };
}
