import { setTimeout as pause } from 'node:timers/promises';
import {
  type Admin,
  type DescribeClusterResponse,
  type DescribeGroupResponse,
  type GroupListing,
  type MetadataSnapshot,
  type Topic,
  type Weir,
  WeirError,
} from '@weir/client';
import { describeManyLogs } from '../log/describe-many-logs.ts';
import type { AddressExamination } from './address-examination.ts';
import type {
  ClusterSnapshot,
  SecondLook,
  UnreachableService,
  Unseen,
} from './cluster-snapshot.ts';
import { examinePort } from './examine-address.ts';
import { errorText } from '../format/error-text.ts';

/** How a cluster is looked at. */
export interface SnapshotOptions {
  /** What the bootstrap addresses came to. */
  readonly bootstrap: readonly AddressExamination[];
  /** Between the two looks at groups and moves, in milliseconds; 0: one look is enough. */
  readonly secondLookMs: number;
  /** Whether this client calls nodes and coordinators at their own addresses. */
  readonly isDirect: boolean;
  readonly signal: AbortSignal;
}

/** How many groups are looked into: those that are stuck first, then by lag. */
const describedGroups = 200;
/** In how many logs it looks for whether they ever had a record. */
const lookedIntoPartitions = 10_000;
/** How many calls are under way at once. */
const callsAtOnce = 8;

/** Collects what could not be seen, so that what is left is seen nevertheless. */
class Looks {
  readonly unseen: Unseen[] = [];

  /** What the look came to; undefined, and noted, when it failed. */
  async at<Value>(part: string, look: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await look();
    } catch (error) {
      this.unseen.push({ part, reason: reasonOf(error) });
      return undefined;
    }
  }
}

/**
 * Looks at a cluster with what rights the user has. Rejects for nothing but an aborted `signal`: what
 * cannot be seen is in `unseen`. Its calls are bounded by the client's `requestTimeoutMs`.
 */
export async function takeSnapshot(weir: Weir, options: SnapshotOptions): Promise<ClusterSnapshot> {
  const { bootstrap, secondLookMs, isDirect, signal } = options;
  const admin = weir.admin();
  const looks = new Looks();
  const startedMs = performance.now();
  const [controller, moves, groups, acls, keys] = await Promise.all([
    askController(admin, looks),
    looks.at('moves', () => admin.listMoves()),
    looks.at('groups', () => admin.listGroups()),
    looks.at('acls', () => admin.listAcls()),
    looks.at('keys', () => admin.listApiKeys()),
  ]);
  const metadata = weir.metadata();
  const groupDetails = await describeGroups(admin, groups ?? [], looks);
  const emptyTopics = await findEmptyTopics(admin, metadata.topics, looks);
  const unreachable = isDirect ? await findUnreachable(metadata) : [];
  const hasMoving = (groups ?? []).length > 0 || (moves ?? []).length > 0;
  const secondLook =
    hasMoving && secondLookMs > 0
      ? await lookAgain(admin, { startedMs, secondLookMs, signal })
      : undefined;
  const cluster = describeSeen(controller, metadata, looks);
  return {
    ...cluster,
    // Clocks are compared: the other calls may have taken long.
    takenAtMs: controller.answeredAtMs,
    emptyTopics,
    moves: moves ?? [],
    groups: groups ?? [],
    groupDetails,
    secondLook,
    acls: acls ?? [],
    keys: keys ?? [],
    bootstrap,
    unreachable,
    unseen: looks.unseen,
  };
}

/** What the controller told, and where it did not, what the metadata says. */
function describeSeen(
  { description, answerMs, failure }: ControllerLook,
  metadata: MetadataSnapshot,
  looks: Looks,
) {
  const { clusterId, coordinators, groupShards, topics } = metadata;
  const hidden = (description?.topics ?? 0) - topics.length;
  if (hidden > 0) {
    looks.unseen.push({ part: 'topics', reason: `${hidden} that this user may not describe` });
  }
  return {
    ...{ clusterId, coordinators, groupShards, topics },
    controllerAddress: description?.controllerAddress ?? metadata.controllerAddress,
    controllerAnswerMs: answerMs,
    controllerFailure: failure,
    nodes: description?.nodes ?? metadata.nodes,
    statuses: new Map((description?.nodeStatuses ?? []).map((each) => [each.nodeId, each])),
    topicCount: description?.topics,
  };
}

interface ControllerLook {
  readonly description?: DescribeClusterResponse;
  /** When it answered, or failed to. */
  readonly answeredAtMs: number;
  readonly answerMs: number | undefined;
  readonly failure: string | undefined;
}

/** A controller that says no to this user is there all the same. */
async function askController(admin: Admin, looks: Looks): Promise<ControllerLook> {
  const startedMs = performance.now();
  try {
    const description = await admin.describeCluster();
    const answerMs = performance.now() - startedMs;
    return { description, answeredAtMs: Date.now(), answerMs, failure: undefined };
  } catch (error) {
    looks.unseen.push({ part: 'nodes', reason: reasonOf(error) });
    const isThere = error instanceof WeirError && error.recovery === 'give-up';
    const failure = isThere ? undefined : reasonOf(error);
    return { answeredAtMs: Date.now(), answerMs: undefined, failure };
  }
}

async function describeGroups(
  admin: Admin,
  groups: readonly GroupListing[],
  looks: Looks,
): Promise<readonly DescribeGroupResponse[]> {
  const meant = groups
    .filter(({ members, stuckPartitions }) => members > 0 || stuckPartitions > 0)
    .toSorted(
      (left, right) =>
        right.stuckPartitions - left.stuckPartitions || (right.lag ?? 0) - (left.lag ?? 0),
    );
  if (meant.length > describedGroups) {
    const reason = `${meant.length - describedGroups} of ${meant.length}, those with the least lag`;
    looks.unseen.push({ part: 'members of groups', reason });
  }
  const queue = meant.slice(0, describedGroups);
  const described: DescribeGroupResponse[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { groupId } = next;
      const group = await looks.at(`group ${groupId}`, () => admin.describeGroup(groupId));
      if (group !== undefined) described.push(group);
    }
  };
  await Promise.all(Array.from({ length: callsAtOnce }, work));
  return described;
}

/** Topics of applications of which every partition is known to have no offset yet. */
async function findEmptyTopics(
  admin: Admin,
  topics: readonly Topic[],
  looks: Looks,
): Promise<readonly string[] | undefined> {
  const meant = topics.filter(({ internal }) => !internal);
  const total = meant.reduce((sum, { partitions }) => sum + partitions.length, 0);
  if (total > lookedIntoPartitions) {
    const reason = `${total} partitions are too many: it looks into ${lookedIntoPartitions} at most`;
    looks.unseen.push({ part: 'logs', reason });
    return undefined;
  }
  return looks.at('logs', async () => {
    const used = new Set<string>();
    for await (const logs of describeManyLogs(admin, meant)) {
      for (const { topic, log } of logs) {
        if (log === undefined || log.logEndOffset > 0) used.add(topic);
      }
    }
    return meant.map(({ name }) => name).filter((name) => !used.has(name));
  });
}

/** Nodes and coordinators that are said to be there and take no connection from here. */
async function findUnreachable({
  nodes,
  coordinators,
}: MetadataSnapshot): Promise<readonly UnreachableService[]> {
  const services = [
    ...nodes
      .filter(({ state }) => state === 'NODE_STATE_ALIVE')
      .map(({ nodeId, address }) => ({ subject: `node ${nodeId}`, address })),
    ...coordinators.map(({ coordinatorId, address }) => ({
      subject: `coordinator ${coordinatorId}`,
      address,
    })),
  ];
  const byAddress = new Map(services.map((service) => [service.address, service]));
  const found = await Promise.all(
    [...byAddress.values()].map(async ({ subject, address }) => {
      const { outcome } = await examinePort(address);
      return outcome === 'ok'
        ? []
        : [{ subject, address, outcome: outcomeText[outcome] ?? outcome }];
    }),
  );
  return found.flat();
}

const outcomeText: Readonly<Record<string, string>> = {
  unresolved: 'does not resolve',
  refused: 'refuses connections',
  silent: 'does not answer',
};

/** Nothing when the cluster does not answer again: the first look has said so. */
async function lookAgain(
  admin: Admin,
  options: {
    readonly startedMs: number;
    readonly secondLookMs: number;
    readonly signal: AbortSignal;
  },
): Promise<SecondLook | undefined> {
  const { startedMs, secondLookMs, signal } = options;
  const leftMs = secondLookMs - (performance.now() - startedMs);
  if (leftMs > 0) await pause(leftMs, undefined, { signal });
  const afterMs = Math.round(performance.now() - startedMs);
  try {
    const [groups, moves] = await Promise.all([admin.listGroups(), admin.listMoves()]);
    return { afterMs, groups, moves };
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof WeirError) return `${error.code}: ${error.message}`;
  return errorText(error);
}
