import type { Partition } from '@weir/protos';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { areSameRacks, ReplicaRacks } from './replica-racks.ts';

const nodeIds = [1, 2, 3, 4, 5];

const nodesArbitrary = fc
  .array(fc.constantFrom('', 'a', 'b', 'c'), { minLength: 4, maxLength: 4 })
  .map((racks) => racks.map((rack, index) => ({ nodeId: index + 1, rack })));

const partitionsArbitrary = fc
  .array(fc.shuffledSubarray(nodeIds, { maxLength: 4 }), { maxLength: 5 })
  .map((replicas) => replicas.map(partitionOf));

it('names the racks of the replicas of each partition in order, each once', () => {
  const racks = new ReplicaRacks([
    { nodeId: 1, rack: 'b' },
    { nodeId: 2, rack: 'a' },
    { nodeId: 3, rack: 'b' },
    { nodeId: 4, rack: '' },
  ]).of([[1, 2, 3], [4], [3, 9]].map(partitionOf));
  expect(racks?.map((set) => [...set])).toEqual([['a', 'b'], [], ['b']]);
});

it('names none where no replica has a rack', () => {
  const partitions = [partitionOf([1], 0)];
  expect(new ReplicaRacks([{ nodeId: 1, rack: '' }]).of(partitions)).toBeUndefined();
  expect(new ReplicaRacks([{ nodeId: 2, rack: 'a' }]).of(partitions)).toBeUndefined();
});

it('agrees with exactly the racks that it would name', () => {
  fc.assert(
    fc.property(
      nodesArbitrary,
      nodesArbitrary,
      partitionsArbitrary,
      (nodes, otherNodes, partitions) => {
        const racks = new ReplicaRacks(nodes);
        const others = new ReplicaRacks(otherNodes).of(partitions);
        expect(racks.agreesWith(others, partitions)).toBe(
          areSameRacks(racks.of(partitions), others),
        );
      },
    ),
    { numRuns: 500 },
  );
});

it('agrees with itself whoever leads and however the replicas are ordered', () => {
  fc.assert(
    fc.property(nodesArbitrary, partitionsArbitrary, (nodes, partitions) => {
      const racks = new ReplicaRacks(nodes);
      const reordered = partitions.map((partition) => ({
        ...partition,
        leader: 5,
        inSyncReplicas: [],
        assignedReplicas: partition.assignedReplicas.toReversed(),
      }));
      expect(racks.agreesWith(racks.of(partitions), reordered)).toBe(true);
      expect(racks.of(reordered)).toEqual(racks.of(partitions));
    }),
  );
});

it('equals where every node stands in the same rack', () => {
  const racks = new ReplicaRacks([{ nodeId: 1, rack: 'a' }]);
  expect(racks.equals(new ReplicaRacks([{ nodeId: 1, rack: 'a' }]))).toBe(true);
  expect(racks.equals(new ReplicaRacks([{ nodeId: 1, rack: 'b' }]))).toBe(false);
  expect(racks.equals(new ReplicaRacks([{ nodeId: 2, rack: 'a' }]))).toBe(false);
  expect(racks.equals(ReplicaRacks.none)).toBe(false);
});

function partitionOf(assignedReplicas: number[], partition: number): Partition {
  return {
    partition,
    leader: 1,
    leaderEpoch: 1,
    partitionEpoch: 1,
    assignedReplicas,
    inSyncReplicas: assignedReplicas,
    leaderlessReason: '',
  };
}
