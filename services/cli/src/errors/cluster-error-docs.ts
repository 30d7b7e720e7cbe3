import type { ErrorDoc } from './error-doc.ts';

const nothing = 'Nothing: clients go on by themselves.';

/** Errors of the controller, nodes, the metadata store and groups. */
export const clusterErrorDocs = {
  NOT_CONTROLLER: {
    meaning: 'This controller is not the active one.',
    seenBy: 'whoever calls a controller',
    remedy: nothing,
  },
  STALE_CONTROLLER_TOKEN: {
    meaning: 'Another controller has taken over.',
    seenBy: 'a controller that was the active one, in the logs of services',
    remedy: 'Nothing, unless it repeats: then look why controllers lose their lease.',
  },
  NODE_ID_IN_USE: {
    meaning: 'A live node with another data directory has this node id.',
    seenBy: 'a storage node that starts',
    remedy: 'Give each node an id of its own.',
  },
  STALE_NODE_EPOCH: {
    meaning: 'The node has registered again since.',
    seenBy: 'storage nodes, in their logs',
    remedy: 'Nothing: it registers anew.',
  },
  NODE_ID_NOT_REGISTERED: {
    meaning: 'The controller does not know this node.',
    seenBy: 'whoever names a node; a node that was removed',
    remedy: 'weir node list shows the nodes.',
  },
  INCONSISTENT_CLUSTER_ID: {
    meaning: 'The data directory of the node belongs to another cluster.',
    seenBy: 'a storage node that starts',
    remedy: 'Check its data directory and the address of its controller.',
  },
  DATA_DIRECTORY_IN_USE: {
    meaning: 'Another process has this data directory open.',
    seenBy: 'a storage node or standalone system that starts',
    remedy: 'Stop the other process, or give this one a directory of its own.',
  },
  STORAGE_ERROR: {
    meaning: 'The disk of the node failed under this partition.',
    seenBy: 'producers and consumers',
    remedy: 'Look at the disk and the log of the node. Another replica takes over meanwhile.',
  },
  STORAGE_FULL: {
    meaning: 'The disk of the node is full. Reading goes on, writing waits for space.',
    seenBy: 'producers',
    remedy:
      'Make room: lower retention.ms or retention.bytes, delete topics, add nodes and balance. ' +
      'weir node list -o wide shows what is free.',
  },
  STORE_UNAVAILABLE: {
    meaning: 'The metadata store does not answer.',
    seenBy: 'whoever changes the cluster or commits offsets',
    remedy: 'Look at Redis. Producing and consuming go on meanwhile.',
  },
  STORE_FENCED: {
    meaning: 'The metadata store has seen a newer controller or coordinator.',
    seenBy: 'services, in their logs',
    remedy: 'Nothing: the newer one works.',
  },
  STORE_CONFLICT: {
    meaning: 'Somebody else changed the same thing at the same time.',
    seenBy: 'whoever changes the cluster',
    remedy: 'Look at what there is now, then try again.',
  },
  NOT_COORDINATOR: {
    meaning: 'This coordinator does not hold the group.',
    seenBy: 'consumers and callers, while groups move',
    remedy: nothing,
  },
  COORDINATOR_NOT_AVAILABLE: {
    meaning: 'Nobody holds the group now.',
    seenBy: 'consumers and callers',
    remedy: 'Check that a coordinator runs: weir cluster describe lists them.',
  },
  COORDINATOR_LOAD_IN_PROGRESS: {
    meaning: 'The coordinator is reading the group.',
    seenBy: 'consumers and callers, after a coordinator has started',
    remedy: nothing,
  },
  UNKNOWN_MEMBER_ID: {
    meaning: 'The group does not know this member: it left, or was fenced.',
    seenBy: 'consumers',
    remedy:
      'Nothing: it joins again. If it repeats, the application takes longer than its session.',
  },
  FENCED_MEMBER_EPOCH: {
    meaning: 'The partitions of this member were given to others.',
    seenBy: 'consumers that were silent for too long, or whose group was reset by force',
    remedy: 'Nothing: it joins again. If it repeats, do less between two polls.',
  },
  STALE_MEMBER_EPOCH: {
    meaning: 'The member has missed an assignment.',
    seenBy: 'consumers',
    remedy: 'Nothing: it joins again.',
  },
  FENCED_INSTANCE_ID: {
    meaning: 'Another member has taken over this instance id.',
    seenBy: 'consumers with an instance id',
    remedy: 'Give each instance an id of its own.',
  },
  UNRELEASED_INSTANCE_ID: {
    meaning: 'A live member holds this instance id.',
    seenBy: 'consumers with an instance id',
    remedy: 'Stop the other instance, or wait until its session has ended.',
  },
  REBALANCE_IN_PROGRESS: {
    meaning: 'The partition is on its way to another member.',
    seenBy: 'consumers that commit for a partition that they gave away',
    remedy: nothing,
  },
  GROUP_ID_NOT_FOUND: {
    meaning: 'There is no group of this id.',
    seenBy: 'whoever names a group',
    remedy: 'weir group list shows the groups.',
  },
  NON_EMPTY_GROUP: {
    meaning: 'The group has members.',
    seenBy: 'whoever deletes or resets groups',
    remedy: 'Stop its members first; weir group reset has --force.',
  },
  INVALID_GROUP_ID: {
    meaning: 'The id of the group breaks the naming rules.',
    seenBy: 'consumers, and whoever names a group',
    remedy: 'Take 1 to 249 characters; the message says what is wrong.',
  },
  UNSUPPORTED_ASSIGNOR: {
    meaning: 'There is no assignor of this name.',
    seenBy: 'consumers',
    remedy: 'Take range, round-robin or sticky.',
  },
  GROUP_MAX_SIZE_REACHED: {
    meaning: 'The group has as many members as it may have.',
    seenBy: 'consumers',
    remedy: 'Run fewer members, or spread them over more groups.',
  },
  OFFSET_METADATA_TOO_LARGE: {
    meaning: 'The text that was committed with an offset is too long.',
    seenBy: 'consumers that commit with a text',
    remedy: 'Commit at most 4,096 bytes of it.',
  },
} as const satisfies Record<string, ErrorDoc>;
