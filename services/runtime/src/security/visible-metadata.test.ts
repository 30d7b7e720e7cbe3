import { expect, it } from 'vitest';
import { delta, snapshot, topic } from '../../test/metadata-events.ts';
import { unrestrictedCaller } from './caller.ts';
import { allow, RuleCaller } from './rule-caller.fixture.ts';
import { VisibleMetadata } from './visible-metadata.ts';

const both = snapshot(1, [topic('1', 'orders'), topic('2', 'secrets')]);

it('gives a service of the cluster what it was given, not a copy', () => {
  const visible = new VisibleMetadata(unrestrictedCaller);
  const event = delta(1, [topic('3', 'more')]);
  expect(visible.snapshot(both)).toBe(both);
  expect(visible.event(event)).toBe(event);
});

it('shows the topics that the caller may describe, and all nodes', () => {
  const visible = new VisibleMetadata(new RuleCaller([allow('read', 'orders')]));
  const { topics, nodes } = visible.snapshot(both);
  expect(topics.map(({ name }) => name)).toEqual(['orders']);
  expect(nodes).toEqual(both.nodes);
});

it('forwards every delta, without topics and ends of topics that were not shown', () => {
  const visible = new VisibleMetadata(new RuleCaller([allow('describe', 'orders')]));
  visible.snapshot(both);
  const hidden = visible.event(delta(1, [topic('3', 'more')], ['2'])).delta;
  expect(hidden).toMatchObject({ version: 2, previousVersion: 1 });
  expect(hidden?.topics).toEqual([]);
  expect(hidden?.removedTopicIds).toEqual([]);
  expect(visible.event(delta(2, [], ['1'])).delta?.removedTopicIds).toEqual(['1']);
});

it('is outdated from a change of rights until the next snapshot', () => {
  const caller = new RuleCaller();
  const visible = new VisibleMetadata(caller);
  expect(visible.snapshot(both).topics).toEqual([]);
  caller.change([allow('alter', 'secrets')]);
  expect(visible.isOutdated).toBe(true);
  expect(visible.snapshot(both).topics.map(({ name }) => name)).toEqual(['secrets']);
  expect(visible.isOutdated).toBe(false);
});
