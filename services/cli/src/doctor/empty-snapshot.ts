import type { ClusterSnapshot } from './cluster-snapshot.ts';

/** What is seen of a cluster that cannot be reached. */
export const emptySnapshot: ClusterSnapshot = {
  takenAtMs: 0,
  clusterId: '',
  controllerAddress: '',
  controllerAnswerMs: undefined,
  controllerFailure: undefined,
  nodes: [],
  statuses: new Map(),
  coordinators: [],
  groupShards: 0,
  topics: [],
  topicCount: undefined,
  emptyTopics: undefined,
  moves: [],
  groups: [],
  groupDetails: [],
  secondLook: undefined,
  acls: [],
  keys: [],
  bootstrap: [],
  unreachable: [],
  unseen: [],
};
