import type { MetadataStore } from '@weir/store';
import { expect, it } from 'vitest';
import { MemoryStore } from '../../test/memory-store.ts';
import { ClusterJournal } from './cluster-journal.ts';
import { ClusterState } from './cluster-state.ts';
import { ClusterWriter, replaceWith } from './cluster-writer.ts';
import { newPartition, type NodeRecord, type PartitionRecord } from './records.ts';

function setUp() {
  const store = new MemoryStore();
  const state = new ClusterState();
  const fenced: string[] = [];
  const journal = new ClusterJournal({
    store: store as unknown as MetadataStore,
    fence: { lease: 'controller', token: 1 },
    onFenced: ({ code }) => fenced.push(code),
  });
  return { store, state, fenced, writer: new ClusterWriter(state, journal) };
}

const record = newPartition('t', 0, [{ replicas: [1], minInsyncReplicas: 1 }]);

const grow = (known: PartitionRecord | undefined): PartitionRecord | undefined =>
  known && { ...known, leaderEpoch: known.leaderEpoch + 1 };

it('makes each change of what the one before has left, and counts the partition epoch', async () => {
  const { writer, state } = setUp();
  const changes = [
    replaceWith(record),
    ...Array.from({ length: 5 }, () => ({ key: 't/0', change: grow })),
  ];
  await Promise.all(changes.map((change) => writer.update({ partitions: [change] })));
  expect(state.partitions.get('t/0')).toMatchObject({ leaderEpoch: 5, partitionEpoch: 6 });
});

it('loses no change of a node to another one that is made at the same time', async () => {
  const { writer, state, store } = setUp();
  const identity = { nodeId: 1, address: 'a:1', externalAddress: '', host: 'h', rack: '' };
  const life = { directoryId: 'd', incarnation: 'i', version: '', nodeEpoch: 1 };
  const node: NodeRecord = { ...identity, ...life, decommission: null, drain: null };
  const changed = (fields: Partial<NodeRecord>) =>
    writer.updateNode(1, (known = node) => ({ ...known, ...fields }));
  await Promise.all([
    changed({}),
    changed({ drain: { startedMs: 5 } }),
    changed({ decommission: { startedMs: 6, bytesPerSecond: 0 } }),
    changed({ nodeEpoch: 2, incarnation: 'ii' }),
  ]);
  const both = { drain: { startedMs: 5 }, decommission: { startedMs: 6, bytesPerSecond: 0 } };
  expect(state.nodes.get(1)).toMatchObject({ ...both, nodeEpoch: 2, incarnation: 'ii' });
  expect(JSON.parse(store.documents.get('nodes/1')?.value ?? '')).toEqual(state.nodes.get(1));
});

it('has nothing in memory that is not stored', async () => {
  const { writer, state, store } = setUp();
  await writer.update({ partitions: [replaceWith(record)] });
  store.isDown = true;
  await expect(writer.update({ partitions: [{ key: 't/0', change: grow }] })).rejects.toMatchObject(
    { code: 'STORE_UNAVAILABLE' },
  );
  expect(state.partitions.get('t/0')?.leaderEpoch).toBe(0);
  store.isDown = false;
  await writer.update({ partitions: [{ key: 't/0', change: grow }] });
  expect(state.partitions.get('t/0')?.leaderEpoch).toBe(1);
});

it('writes at most a thousand records at a time', async () => {
  const { writer, store } = setUp();
  const records = Array.from({ length: 2_500 }, (_, partition) => ({ ...record, partition }));
  await writer.update({ partitions: records.map(replaceWith) });
  expect(store.writes).toEqual([1_000, 1_000, 500]);
});

it('finds a store that holds something else than was written', async () => {
  const { writer, store, fenced } = setUp();
  await writer.update({ partitions: [replaceWith(record)] });
  store.documents.clear();
  await expect(writer.update({ partitions: [{ key: 't/0', change: grow }] })).rejects.toMatchObject(
    { code: 'STORE_CONFLICT' },
  );
  expect(fenced).toEqual(['STORE_CONFLICT']);
});

it('takes a write whose answer was lost for made', async () => {
  const { writer, store, state, fenced } = setUp();
  await writer.update({ partitions: [replaceWith(record)] });
  const write = store.write.bind(store);
  store.write = async (fence, mutations) => {
    store.write = write;
    await write(fence, mutations);
    store.isDown = true;
    return write(fence, mutations);
  };
  const update = () => writer.update({ partitions: [{ key: 't/0', change: grow }] });
  await expect(update()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  store.isDown = false;
  await update();
  expect(fenced).toEqual([]);
  expect(state.partitions.get('t/0')).toMatchObject({ leaderEpoch: 1, partitionEpoch: 2 });
});
