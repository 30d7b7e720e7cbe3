/** Nodes with loads, and what can be moved between them. */
export interface EvenOutRequest<Unit> {
  /** In a fixed order, which decides among equals. */
  readonly nodeIds: readonly number[];
  readonly loadOf: (nodeId: number) => number;
  /** What may go from one node to the other as things are now. */
  readonly find: (from: number, to: number) => Unit | undefined;
  /** Moves one unit of load; moving it from `to` to `from` undoes it. */
  readonly move: (unit: Unit, from: number, to: number) => void;
}

/**
 * Moves units of load until no two nodes differ by more than one, as far as they may be moved.
 *
 * Each round takes a unit from the fullest node that can give one to the emptiest node that it can reach:
 * at once or, where that is not allowed, along nodes each of which gets one and gives one. Where everything
 * may go everywhere that takes as few moves as can be. Each round lowers the sum of the squares of all
 * loads, so it ends. It yields after each round, as very many take their time.
 *
 * Tests: `even-out.test.ts`.
 */
export function* evenOut<Unit>(request: EvenOutRequest<Unit>): Generator<void, void> {
  // Nodes from which no way can be gone, until something is moved.
  const stuck = new Set<number>();
  for (;;) {
    const path = findPath(request, stuck);
    if (path === undefined) return;
    if (movePath(request, path)) stuck.clear();
    else stuck.add(path[0] ?? -1);
    yield;
  }
}

/** From a node to one that holds at least two less. */
function findPath<Unit>(
  request: EvenOutRequest<Unit>,
  stuck: ReadonlySet<number>,
): readonly number[] | undefined {
  const { nodeIds, loadOf } = request;
  const byLoad = nodeIds.toSorted((left, right) => loadOf(left) - loadOf(right));
  // Reached in vain from a fuller node: what can be reached from here was reached from there.
  const reached = new Set<number>();
  for (const source of byLoad.toReversed()) {
    if (reached.has(source) || stuck.has(source)) continue;
    const isTarget = (nodeId: number): boolean => loadOf(nodeId) <= loadOf(source) - 2;
    const emptiest = byLoad[0];
    if (emptiest === undefined || !isTarget(emptiest)) return undefined;
    const path = search(request, { source, byLoad, isTarget, reached });
    if (path !== undefined) return path;
  }
  return undefined;
}

interface Search {
  readonly source: number;
  /** The emptiest first. */
  readonly byLoad: readonly number[];
  readonly isTarget: (nodeId: number) => boolean;
  /** Gets all nodes that were looked at. */
  readonly reached: Set<number>;
}

/** A shortest way, breadth first. */
function search<Unit>(
  { find }: EvenOutRequest<Unit>,
  { source, byLoad, isTarget, reached }: Search,
): readonly number[] | undefined {
  const paths: (readonly number[])[] = [[source]];
  const seen = new Set([source]);
  for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
    const from = path.at(-1) ?? source;
    reached.add(from);
    for (const to of byLoad) {
      if (seen.has(to) || find(from, to) === undefined) continue;
      if (isTarget(to)) return [...path, to];
      seen.add(to);
      paths.push([...path, to]);
    }
  }
  return undefined;
}

/** Moves a unit along each leg, the last one first; all or nothing, as one leg may close another. */
function movePath<Unit>({ find, move }: EvenOutRequest<Unit>, path: readonly number[]): boolean {
  const done: { readonly unit: Unit; readonly from: number; readonly to: number }[] = [];
  const legs = path.slice(1).map((to, index) => ({ from: path[index] ?? to, to }));
  for (const { from, to } of legs.toReversed()) {
    const unit = find(from, to);
    if (unit === undefined) {
      for (const undone of done.toReversed()) move(undone.unit, undone.to, undone.from);
      return false;
    }
    move(unit, from, to);
    done.push({ unit, from, to });
  }
  return true;
}
