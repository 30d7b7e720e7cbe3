import { Weir } from '@weir/client';
import { ManualClock } from '@weir/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { NamedPublishers } from './named-publishers.ts';
import { PublishGate } from './publish-gate.ts';

let clock: ManualClock;
let weir: Weir;
let publishers: NamedPublishers;

beforeEach(() => {
  clock = new ManualClock();
  weir = new Weir({ bootstrap: '127.0.0.1:9', clock });
  publishers = new NamedPublishers({ weir, clock, gate: new PublishGate(clock) });
});

afterEach(async () => {
  publishers.close();
  await weir.close();
});

it('keeps one publisher for a name', () => {
  expect(publishers.open('a')).toBe(publishers.open('a'));
  expect(publishers.open('a')).not.toBe(publishers.open('b'));
});

it('makes room for another name by the one that was used longest ago', () => {
  const [first, second] = [publishers.open('0'), publishers.open('1')];
  for (let name = 2; name < 1_000; name += 1) publishers.open(`${name}`);
  expect(publishers.open('0')).toBe(first);
  publishers.open('one more');
  expect(publishers.open('0')).toBe(first);
  expect(publishers.open('1')).not.toBe(second);
});

it('closes a publisher that has had no request for a minute', () => {
  const idle = publishers.open('idle');
  clock.advanceBy(59_000);
  const busy = publishers.open('busy');
  clock.advanceBy(2_000);
  expect(publishers.open('busy')).toBe(busy);
  expect(publishers.open('idle')).not.toBe(idle);
});
