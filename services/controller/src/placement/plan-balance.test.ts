import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeReplicas, type PlacementNode } from './place-replicas.ts';
import { type BalancedPartition, planBalance } from './plan-balance.ts';
import type { BoardOptions, BoardPartition } from './replica-board.ts';

function node(nodeId: number, rack = '', host = `h${nodeId}`): PlacementNode {
  return { nodeId, rack, host };
}

function nodes(count: number, racks = 1): PlacementNode[] {
  return Array.from({ length: count }, (_, index) => node(index, `r${index % racks}`));
}

function partitions(lists: readonly (readonly number[])[]): BoardPartition[] {
  return lists.map((replicas, index) => ({
    key: `t/${index}`,
    topicId: 't',
    replicas,
    isMovable: true,
  }));
}

function planned(options: BoardOptions): readonly BalancedPartition[] {
  const plan = planBalance(options);
  for (;;) {
    const { done, value } = plan.next();
    if (done === true) return value;
  }
}

function balanced(before: readonly BoardPartition[], among: readonly PlacementNode[]) {
  const moves = planned({ partitions: before, nodes: among, others: [] });
  const targets = new Map(moves.map(({ key, replicas }) => [key, replicas]));
  const after = before.map((each) => ({
    ...each,
    replicas: targets.get(each.key) ?? each.replicas,
  }));
  return { moves, after };
}

function loads(lists: readonly { readonly replicas: readonly number[] }[], nodeId: number): number {
  return lists.filter(({ replicas }) => replicas.includes(nodeId)).length;
}

function leads(lists: readonly { readonly replicas: readonly number[] }[], nodeId: number): number {
  return lists.filter(({ replicas }) => replicas[0] === nodeId).length;
}

function gap(counts: readonly number[]): number {
  return Math.max(...counts) - Math.min(...counts);
}

/** Pairs of a partition's replicas in the same rack, and on the same host. */
function closeness(replicas: readonly number[], known: readonly PlacementNode[]): [number, number] {
  const placed = replicas.flatMap((nodeId) => known.find((each) => each.nodeId === nodeId) ?? []);
  const pairs = placed.flatMap((left, index) =>
    placed.slice(index + 1).map((right) => [left, right] as const),
  );
  return [
    pairs.filter(([left, right]) => left.rack === right.rack).length,
    pairs.filter(([left, right]) => left.host === right.host).length,
  ];
}

/** How many replicas have to be copied. */
function copies(before: readonly BoardPartition[], after: readonly BoardPartition[]): number {
  return after.reduce((sum, { replicas }, index) => {
    const known = before[index]?.replicas ?? [];
    return sum + replicas.filter((nodeId) => !known.includes(nodeId)).length;
  }, 0);
}

describe('planBalance', () => {
  it('moves to a new node its share of replicas and leaderships, and no more', () => {
    const placed = placeReplicas({
      ...{ partitions: 12, replicationFactor: 3, existing: [] },
      nodes: nodes(3),
    });
    const before = partitions(placed);
    const { after } = balanced(before, nodes(4));
    expect([0, 1, 2, 3].map((nodeId) => loads(after, nodeId))).toEqual([9, 9, 9, 9]);
    expect([0, 1, 2, 3].map((nodeId) => leads(after, nodeId))).toEqual([3, 3, 3, 3]);
    expect(copies(before, after)).toBe(9);
  });

  it('copies nothing where only leaderships are uneven', () => {
    const before = partitions([
      [0, 1, 2],
      [0, 1, 2],
      [0, 2, 1],
    ]);
    const { after, moves } = balanced(before, nodes(3));
    expect([0, 1, 2].map((nodeId) => leads(after, nodeId))).toEqual([1, 1, 1]);
    expect(copies(before, after)).toBe(0);
    expect(moves).toHaveLength(2);
  });

  it('takes from each topic its share', () => {
    const before = ['a', 'b', 'c'].flatMap((topicId) =>
      Array.from({ length: 4 }, (_, index) => ({
        ...{ key: `${topicId}/${index}`, topicId, isMovable: true },
        replicas: [index % 2],
      })),
    );
    const { after } = balanced(before, nodes(3));
    for (const topicId of ['a', 'b', 'c']) {
      const own = after.filter((each) => each.topicId === topicId);
      expect(gap([0, 1, 2].map((nodeId) => loads(own, nodeId)))).toBeLessThanOrEqual(1);
    }
  });

  it('spreads over a rack that is new before it looks at the load', () => {
    const before = partitions([
      [0, 1],
      [1, 0],
    ]);
    const { after } = balanced(before, [node(0, 'a'), node(1, 'a'), node(2, 'b')]);
    for (const { replicas } of after) expect(replicas).toContain(2);
  });

  it('does not bring replicas of a partition onto one host for an even load', () => {
    const crowded = [node(0, '', 'x'), node(1, '', 'y'), node(2, '', 'y')];
    const { after } = balanced(
      partitions([
        [0, 1],
        [0, 1],
        [0, 1],
        [0, 1],
      ]),
      crowded,
    );
    for (const { replicas } of after) expect(replicas).toContain(0);
    expect([1, 2].map((nodeId) => loads(after, nodeId))).toEqual([2, 2]);
  });

  it('leaves alone what is being moved and what stands on nodes that are away', () => {
    const before = [
      ...partitions([
        [0, 9],
        [0, 9],
      ]),
      { key: 'u/0', topicId: 'u', replicas: [0, 9], isMovable: false },
      { key: 'u/1', topicId: 'u', replicas: [0, 9], isMovable: false },
    ];
    const moves = planned({ partitions: before, nodes: [node(0), node(1)], others: [node(9)] });
    expect(moves).toEqual([
      { key: 't/0', replicas: [1, 9] },
      { key: 't/1', replicas: [1, 9] },
    ]);
  });
});

const cluster = fc
  .record({
    nodeCount: fc.integer({ min: 1, max: 9 }),
    racks: fc.integer({ min: 1, max: 4 }),
    hosts: fc.integer({ min: 1, max: 9 }),
    partitionCount: fc.integer({ min: 0, max: 40 }),
    seed: fc.infiniteStream(fc.nat({ max: 1_000 })),
    factor: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ nodeCount, racks, hosts, partitionCount, seed, factor }) => {
    const next = (below: number): number => (seed.next().value ?? 0) % below;
    const known = Array.from({ length: nodeCount }, (_, index) =>
      node(index, `r${next(racks)}`, `h${next(hosts)}`),
    );
    const before = Array.from({ length: partitionCount }, (_, index) => {
      const free = known.map(({ nodeId }) => nodeId);
      const size = Math.min(nodeCount, 1 + next(factor));
      const replicas = Array.from(
        { length: size },
        () => free.splice(next(free.length), 1)[0] ?? 0,
      );
      const topicId = `t${next(3)}`;
      return { key: `${topicId}/${index}`, topicId, replicas, isMovable: next(10) > 0 };
    });
    return { known, before };
  });

it('keeps each partition whole and no closer together, whatever the cluster', () => {
  fc.assert(
    fc.property(cluster, ({ known, before }) => {
      const { after } = balanced(before, known);
      for (const [index, { replicas, isMovable }] of after.entries()) {
        const old = before[index]?.replicas ?? [];
        expect(replicas).toHaveLength(old.length);
        expect(new Set(replicas).size).toBe(old.length);
        if (!isMovable) expect(replicas).toEqual(old);
        const [rack, host] = closeness(replicas, known);
        const [oldRack, oldHost] = closeness(old, known);
        expect(rack).toBeLessThanOrEqual(oldRack);
        if (rack === oldRack) expect(host).toBeLessThanOrEqual(oldHost);
      }
    }),
    { numRuns: 500 },
  );
});

it('finds nothing to move in what it has balanced', () => {
  fc.assert(
    fc.property(cluster, ({ known, before }) => {
      expect(balanced(balanced(before, known).after, known).moves).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it('never makes loads more uneven, and makes them even where every node is like the others', () => {
  fc.assert(
    fc.property(cluster, ({ known, before }) => {
      const alike = known.map(({ nodeId }) => node(nodeId));
      const movable = before.map((each) => ({ ...each, isMovable: true }));
      const { after } = balanced(movable, alike);
      const ids = alike.map(({ nodeId }) => nodeId);
      expect(gap(ids.map((nodeId) => loads(after, nodeId)))).toBeLessThanOrEqual(1);
      const fixed = balanced(before, alike).after;
      const gapOf = (lists: readonly BoardPartition[]) => gap(ids.map((id) => loads(lists, id)));
      expect(gapOf(fixed)).toBeLessThanOrEqual(gapOf(before));
    }),
    { numRuns: 500 },
  );
});

it('copies no more than what nodes have too much, where every node is like the others', () => {
  fc.assert(
    fc.property(cluster, ({ known, before }) => {
      const alike = known.map(({ nodeId }) => node(nodeId));
      const movable = before.map((each) => ({ ...each, isMovable: true }));
      const counts = alike.map(({ nodeId }) => loads(movable, nodeId)).toSorted((a, b) => b - a);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const ceilings = total % alike.length;
      const least = counts.reduce((sum, count, place) => {
        const share = Math.floor(total / alike.length) + (place < ceilings ? 1 : 0);
        return sum + Math.max(0, count - share);
      }, 0);
      expect(copies(movable, balanced(movable, alike).after)).toBe(least);
    }),
    { numRuns: 500 },
  );
});

it('gives each node its share of leaderships where all nodes hold all partitions', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.nat({ max: 100 }), { maxLength: 40 }),
      (count, starts) => {
        const ids = [...nodes(count).keys()];
        const before = partitions(
          starts.map((start) => [...ids.slice(start % count), ...ids.slice(0, start % count)]),
        );
        const { after } = balanced(before, nodes(count));
        expect(gap(ids.map((nodeId) => leads(after, nodeId)))).toBeLessThanOrEqual(1);
        expect(copies(before, after)).toBe(0);
      },
    ),
  );
});
