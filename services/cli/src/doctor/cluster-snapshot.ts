import type {
  Acl,
  ApiKeyInfo,
  Coordinator,
  DescribeGroupResponse,
  GroupListing,
  Node,
  NodeStatus,
  OngoingReassignment,
  Topic,
} from '@weir/client';
import type { AddressExamination } from './address-examination.ts';

/** Something that could not be looked at, and why. */
export interface Unseen {
  /** `acls`, `keys`, `groups`, … */
  readonly part: string;
  readonly reason: string;
}

/** What is looked at twice, to see where it goes. */
export interface SecondLook {
  /** Between the two looks. */
  readonly afterMs: number;
  readonly groups: readonly GroupListing[];
  readonly moves: readonly OngoingReassignment[];
}

/**
 * A cluster as the doctor looks at it: data alone. Lists are empty where they could not be seen;
 * `unseen` says so.
 */
export interface ClusterSnapshot {
  /** By the own clock, Unix milliseconds. */
  readonly takenAtMs: number;
  readonly clusterId: string;
  readonly controllerAddress: string;
  /** How long the active controller took to answer; undefined when it did not. */
  readonly controllerAnswerMs: number | undefined;
  /** Why the active controller did not answer; undefined when it did, or may not answer this user. */
  readonly controllerFailure: string | undefined;
  readonly nodes: readonly Node[];
  /** By node id; without those that have never reported. */
  readonly statuses: ReadonlyMap<number, NodeStatus>;
  readonly coordinators: readonly Coordinator[];
  readonly groupShards: number;
  /** Internal ones as well. */
  readonly topics: readonly Topic[];
  /** How many topics there are, of which this user may not see some; undefined when unknown. */
  readonly topicCount: number | undefined;
  /** Names of topics that never had a record; undefined when that was not looked at. */
  readonly emptyTopics: readonly string[] | undefined;
  readonly moves: readonly OngoingReassignment[];
  readonly groups: readonly GroupListing[];
  /** Those with members or lag, as far as they were looked into. */
  readonly groupDetails: readonly DescribeGroupResponse[];
  readonly secondLook: SecondLook | undefined;
  readonly acls: readonly Acl[];
  readonly keys: readonly ApiKeyInfo[];
  /** The bootstrap addresses. */
  readonly bootstrap: readonly AddressExamination[];
  /** Addresses of nodes and coordinators that this machine does not reach. */
  readonly unreachable: readonly UnreachableService[];
  readonly unseen: readonly Unseen[];
}

/** A service that is alive for its cluster, and not to be reached from here. */
export interface UnreachableService {
  /** `node 2`, `coordinator c-1`. */
  readonly subject: string;
  readonly address: string;
  /** What became of it: `refuses connections`. */
  readonly outcome: string;
}

/** Nodes that can hold and lead partitions now. */
export function aliveNodes({ nodes }: Pick<ClusterSnapshot, 'nodes'>): readonly Node[] {
  return nodes.filter(({ state }) => state === 'NODE_STATE_ALIVE');
}

/** Topics of applications. */
export function publicTopics({ topics }: Pick<ClusterSnapshot, 'topics'>): readonly Topic[] {
  return topics.filter(({ internal }) => !internal);
}
