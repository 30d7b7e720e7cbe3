import { membersOf, type ReplicaSet } from '../partition/election.ts';

/** A move of everything off a node, as an operator asked for it. */
export interface DecommissionRecord {
  readonly startedMs: number;
  /** 0: not throttled. */
  readonly bytesPerSecond: number;
}

/** That a node leads nothing where another can, as an operator asked for it. */
export interface DrainRecord {
  readonly startedMs: number;
}

/** A storage node as the controller knows it. */
export interface NodeRecord {
  readonly nodeId: number;
  readonly address: string;
  /** For clients outside the cluster; empty: none. */
  readonly externalAddress: string;
  readonly host: string;
  readonly rack: string;
  readonly directoryId: string;
  readonly nodeEpoch: number;
  readonly incarnation: string;
  readonly version: string;
  readonly decommission: DecommissionRecord | null;
  readonly drain: DrainRecord | null;
}

/** `deleting`: no longer visible; some member may still hold data. */
export type TopicState = 'active' | 'deleting';

/** A topic without its partitions. */
export interface TopicRecord {
  readonly topicId: string;
  readonly name: string;
  readonly configs: Readonly<Record<string, string>>;
  readonly configVersion: number;
  readonly replicationFactor: number;
  readonly partitions: number;
  readonly state: TopicState;
}

/** A move of a partition to another replica set, as it was asked for. */
export interface ReassignmentRecord {
  readonly target: ReplicaSet;
  readonly startedMs: number;
  /** 0: not throttled. */
  readonly bytesPerSecond: number;
}

/** A partition: who holds it, who leads it, who is in sync. */
export interface PartitionRecord {
  readonly topicId: string;
  readonly partition: number;
  /** A hint of (R, m): the replicas' logs have the truth. */
  readonly sets: readonly ReplicaSet[];
  readonly leader: number | null;
  readonly leaderEpoch: number;
  readonly leaderIncarnation: string;
  readonly proposalId: string;
  readonly partitionEpoch: number;
  readonly inSyncReplicas: readonly number[];
  readonly leaderlessReason: string;
  /** The data directory of each replica that was meant when the partition was created, by node. */
  readonly directoryIds: Readonly<Record<string, string>>;
  /** Forgotten with the store: what the log holds of it is finished all the same. */
  readonly reassignment: ReassignmentRecord | null;
}

/** The id of a named producer. */
export interface ProducerRecord {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** A partition that nobody has led yet. */
export function newPartition(
  topicId: string,
  partition: number,
  sets: readonly ReplicaSet[],
): PartitionRecord {
  return {
    topicId,
    partition,
    sets,
    leader: null,
    leaderEpoch: 0,
    leaderIncarnation: '',
    proposalId: '',
    partitionEpoch: 1,
    inSyncReplicas: [],
    leaderlessReason: 'it is being created',
    directoryIds: {},
    reassignment: null,
  };
}

/** `<topic-id>/<partition>`: a partition's key in the store and in maps. */
export function partitionKey(topicId: string, partition: number): string {
  return `${topicId}/${partition}`;
}

/** The same of whatever names a partition. */
export function keyOf({
  topicId,
  partition,
}: {
  readonly topicId: string;
  readonly partition: number;
}): string {
  return partitionKey(topicId, partition);
}

/** Every node that a partition's config names, the preferred leader first. */
export function replicasOf({ sets }: Pick<PartitionRecord, 'sets'>): number[] {
  return membersOf(sets);
}

/** Members, those that are to become members, and the leader, who may be none any more. */
export function participantsOf(record: PartitionRecord): number[] {
  const { leader, reassignment } = record;
  const others = [...(reassignment?.target.replicas ?? []), ...(leader === null ? [] : [leader])];
  return [...new Set([...replicasOf(record), ...others])];
}
