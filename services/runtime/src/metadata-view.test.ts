import { expect, it } from 'vitest';
import { delta, snapshot, topic } from '../test/metadata-events.ts';
import { MetadataView } from './metadata-view.ts';

it('finds topics by name and coordinators by shard', () => {
  const view = new MetadataView();
  view.replace(snapshot(1, [topic('1', 'orders')]));
  expect(view.topicByName('orders')?.topicId).toBe('1');
  expect(view.coordinatorForShard(3)?.coordinatorId).toBe('a');
  expect(view.coordinatorForShard(4)).toBeUndefined();
  expect(view.snapshot(['orders', 'nowhere']).topics).toHaveLength(1);
});

it('applies a delta only on the version that it follows', () => {
  const view = new MetadataView();
  view.replace(snapshot(1));
  expect(view.apply(delta(2, [topic('1', 'late')]))).toBe(false);
  expect(view.apply(delta(1, [topic('1', 'orders')]))).toBe(true);
  expect(view.version).toBe(2);
  expect(view.topicByName('late')).toBeUndefined();
});

it('keeps the name of a topic that was deleted and created again', () => {
  const view = new MetadataView();
  view.replace(snapshot(1, [topic('1', 'orders')]));
  expect(view.apply(delta(1, [topic('2', 'orders')], ['1']))).toBe(true);
  expect(view.topicByName('orders')?.topicId).toBe('2');
});

it('names what did not come in time', async () => {
  const view = new MetadataView();
  const wait = view.waitFor(() => false, { timeoutMs: 10, what: 'leader of orders/0' });
  await expect(wait).rejects.toMatchObject({
    code: 'REQUEST_TIMED_OUT',
    message: 'No leader of orders/0 within 10 ms',
  });
});

it('keeps what it knows when an address that lags behind sends it less', () => {
  const view = new MetadataView();
  view.replace(snapshot(5, [topic('1', 'orders')]));
  view.replace(snapshot(3));
  expect(view.version).toBe(5);
  expect(view.topicByName('orders')).toBeDefined();

  expect(view.apply(delta(3, [], ['1']))).toBe(true);
  expect(view.apply(delta(4, [], ['1']))).toBe(true);
  expect(view.topicByName('orders')).toBeDefined();
  expect(view.apply(delta(5, [], ['1']))).toBe(true);
  expect(view.version).toBe(6);
  expect(view.topicByName('orders')).toBeUndefined();
});

it('takes a lower version of another generation or of another cluster', () => {
  const view = new MetadataView();
  view.replace(snapshot(5));
  view.replace({ ...snapshot(2), generation: 'h' });
  expect(view).toMatchObject({ generation: 'h', version: 2 });
  view.replace({ ...snapshot(1), generation: 'h', clusterId: 'another' });
  expect(view).toMatchObject({ clusterId: 'another', version: 1 });
});

it('asks for a snapshot when a delta is of another generation', () => {
  const view = new MetadataView();
  view.replace({ ...snapshot(1), generation: 'h' });
  expect(view.apply(delta(1, [topic('1', 'orders')]))).toBe(false);
});

it('ends a wait by its signal', async () => {
  const controller = new AbortController();
  const wait = new MetadataView().waitFor(() => false, {
    timeoutMs: 60_000,
    signal: controller.signal,
  });
  controller.abort();
  await expect(wait).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('tells listeners what changed until they let go', () => {
  const view = new MetadataView();
  view.replace(snapshot(1));
  const changes: unknown[] = [];
  const unsubscribe = view.onChange(({ topicIds, nodesChanged }) => {
    changes.push([[...topicIds], nodesChanged]);
  });
  view.apply(delta(1, [topic('1', 'orders')]));
  unsubscribe();
  view.apply(delta(2, [], ['1']));
  expect(changes).toEqual([[['1'], false]]);
});
