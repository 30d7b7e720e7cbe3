import { evenOut } from './even-out.ts';
import { type BoardOptions, ReplicaBoard } from './replica-board.ts';

/** A partition that is to have other replicas, or the same in another order. */
export interface BalancedPartition {
  readonly key: string;
  /** Node ids, the preferred leader first. */
  readonly replicas: readonly number[];
}

/** How many of a node's partitions are looked at for a step, as long as that gets anywhere. */
const sampleSize = 64;

/**
 * Which partitions are to be moved so that nodes hold equal numbers of replicas, and are the preferred
 * leaders of equal numbers of partitions.
 *
 * As at placement spread comes before load: first replicas go where they share racks, then hosts, with
 * fewer others; then to nodes that hold less, where that brings them no closer to others. Leaderships
 * change between a partition's own nodes only. What is balanced gives no moves, so that a plan that was
 * carried out is followed by an empty one. It yields at least after each move: large clusters take their
 * time.
 *
 * Tests: `plan-balance.test.ts`.
 */
export function* planBalance(options: BoardOptions): Generator<void, BalancedPartition[]> {
  const board = new ReplicaBoard(options);
  // Evening out may open ways to spread further. Each of these brings replicas further apart: it ends.
  yield* spreadOut(board, options.partitions.length);
  do yield* evenOutReplicas(board);
  while (yield* spreadOut(board, options.partitions.length));
  yield* evenOutLeaderships(board);
  return board.changed();
}

interface Step {
  readonly from: number;
  readonly to: number;
}

/** Moves replicas to where they share racks and hosts with fewer others; true when any was moved. */
function* spreadOut(board: ReplicaBoard, partitionCount: number): Generator<void, boolean> {
  let hasMoved = false;
  for (let index = 0; index < partitionCount; index += 1) {
    for (let step = bestSpread(board, index); step !== undefined; step = bestSpread(board, index)) {
      board.moveReplica(index, step.from, step.to);
      hasMoved = true;
      yield;
    }
  }
  return hasMoved;
}

/** The move of one replica that brings the partition furthest apart, if any does. */
function bestSpread(board: ReplicaBoard, index: number): Step | undefined {
  const replicas = board.replicasOf(index);
  const from = replicas.filter((nodeId) => board.maySpread(index, nodeId));
  if (from.length === 0) return undefined;
  const targets = board.nodeIds.filter((nodeId) => !replicas.includes(nodeId));
  const steps = from.flatMap((nodeId) =>
    targets.map((to) => ({ from: nodeId, to, change: board.spreadChange(index, nodeId, to) })),
  );
  const [best] = steps
    .filter(({ change }) => change < 0)
    .toSorted(
      (left, right) =>
        left.change - right.change ||
        board.replicasOn(left.to) - board.replicasOn(right.to) ||
        board.replicasOn(right.from) - board.replicasOn(left.from),
    );
  return best;
}

/** First by looking at some partitions of each node, as most may go; then at all that are left. */
function* evenOutReplicas(board: ReplicaBoard): Generator<void, void> {
  for (const maxLooks of [sampleSize, Number.POSITIVE_INFINITY]) {
    yield* evenOut<number>({
      nodeIds: board.nodeIds,
      loadOf: (nodeId) => board.replicasOn(nodeId),
      find: (from, to) => findReplica(board, { from, to }, maxLooks),
      move: (index, from, to) => {
        board.moveReplica(index, from, to);
      },
    });
  }
}

/** The partition of whose topic `from` has most, compared with `to`; of these one that it should lead no more. */
function findReplica(
  board: ReplicaBoard,
  { from, to }: Step,
  maxLooks: number,
): number | undefined {
  const held = board.movableOn(from);
  const stride = Math.max(1, Math.floor(held.length / maxLooks));
  const isToLose = board.leadershipsOf(from) > board.leadershipsOf(to);
  let best: number | undefined;
  let bestGain = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < held.length; place += stride) {
    const index = held[place] ?? 0;
    if (board.replicasOf(index).includes(to)) continue;
    if (board.spreadChange(index, from, to) > 0) continue;
    const isFit = (board.replicasOf(index)[0] === from) === isToLose;
    const gain = board.topicSkew(index, from, to) + (isFit ? 0.5 : 0);
    if (gain <= bestGain) continue;
    best = index;
    bestGain = gain;
  }
  return best;
}

function* evenOutLeaderships(board: ReplicaBoard): Generator<void, void> {
  yield* evenOut<number>({
    nodeIds: board.nodeIds,
    loadOf: (nodeId) => board.leadershipsOf(nodeId),
    find: (from, to) => findLeadership(board, from, to),
    move: (index, from, to) => {
      board.moveLeadership(index, from, to);
    },
  });
}

/** Of partitions that are moved anyway, if there is one. */
function findLeadership(board: ReplicaBoard, from: number, to: number): number | undefined {
  let first: number | undefined;
  for (const index of board.movableOn(from)) {
    const replicas = board.replicasOf(index);
    if (replicas[0] !== from || !replicas.includes(to)) continue;
    if (board.isChanged(index)) return index;
    first ??= index;
  }
  return first;
}
