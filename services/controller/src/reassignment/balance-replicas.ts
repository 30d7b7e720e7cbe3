import { WeirError } from '@weir/core';
import type { BalanceMoveInput, BalanceReplicasRequest } from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import { keyOf, type PartitionRecord } from '../cluster/records.ts';
import { planBalance } from '../placement/plan-balance.ts';
import type { BoardOptions } from '../placement/replica-board.ts';
import { runInSlices } from '../placement/run-in-slices.ts';

interface PlannedMove {
  readonly record: PartitionRecord;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/**
 * Begins to move replicas so that nodes which are alive and stay have equal numbers of them; says what
 * moves. A partition that has changed since it was planned is left out.
 */
export async function balanceReplicas(
  context: ActiveContext,
  { bytesPerSecond, validateOnly }: BalanceReplicasRequest,
): Promise<BalanceMoveInput[]> {
  if (bytesPerSecond < 0) {
    throw new WeirError('INVALID_REQUEST', `Throttle ${bytesPerSecond} is negative`);
  }
  const moves = await planMoves(context);
  const begun = validateOnly ? moves : await begin(context, moves, bytesPerSecond);
  return begun.map(({ record, from, to }) => ({
    partition: { topic: topicOf(context, record), partition: record.partition },
    fromReplicas: [...from],
    toReplicas: [...to],
  }));
}

async function planMoves(context: ActiveContext): Promise<PlannedMove[]> {
  const { state, signal } = context;
  const records = state
    .activePartitions()
    .map((record) => ({ record, topic: topicOf(context, record) }))
    .toSorted(
      (left, right) =>
        compare(left.topic, right.topic) || left.record.partition - right.record.partition,
    )
    .map(({ record }) => record);
  const plan = planBalance({ ...boardNodes(context), partitions: records.map(toBoardPartition) });
  const targets = new Map(
    (await runInSlices(plan, signal)).map(({ key, replicas }) => [key, replicas]),
  );
  return records.flatMap((record) => {
    const to = targets.get(keyOf(record));
    return to === undefined ? [] : { record, from: record.sets[0]?.replicas ?? [], to };
  });
}

function boardNodes({ state }: ActiveContext): Pick<BoardOptions, 'nodes' | 'others'> {
  const nodes = state.placeableNodes();
  const ids = new Set(nodes.map(({ nodeId }) => nodeId));
  return { nodes, others: [...state.nodes.values()].filter(({ nodeId }) => !ids.has(nodeId)) };
}

/** A partition that is on its way counts for the nodes where it goes. */
function toBoardPartition(record: PartitionRecord): BoardOptions['partitions'][number] {
  const { topicId, sets, reassignment } = record;
  return {
    key: keyOf(record),
    topicId,
    replicas: reassignment?.target.replicas ?? sets.at(-1)?.replicas ?? [],
    isMovable: isMovable(record),
  };
}

function isMovable({ sets, reassignment }: PartitionRecord): boolean {
  return reassignment === null && sets.length === 1;
}

async function begin(
  { writer, clock, logger }: ActiveContext,
  moves: readonly PlannedMove[],
  bytesPerSecond: number,
): Promise<PlannedMove[]> {
  if (moves.length === 0) return [];
  const startedMs = clock.nowMs();
  const { partitions } = await writer.update({
    partitions: moves.map(({ record, from, to }) => ({
      key: keyOf(record),
      change: (known) => {
        const [set] = known?.sets ?? [];
        if (known === undefined || set === undefined || !isMovable(known)) return undefined;
        if (!isSame(set.replicas, from)) return undefined;
        const target = { replicas: [...to], minInsyncReplicas: set.minInsyncReplicas };
        return { ...known, reassignment: { target, startedMs, bytesPerSecond } };
      },
    })),
  });
  const begun = new Set(partitions.map(keyOf));
  logger.info({ partitions: begun.size }, 'Replicas are to be balanced');
  return moves.filter(({ record }) => begun.has(keyOf(record)));
}

function isSame(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((nodeId, place) => nodeId === right[place]);
}

function topicOf({ state }: ActiveContext, { topicId }: PartitionRecord): string {
  return state.topics.get(topicId)?.name ?? '';
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
