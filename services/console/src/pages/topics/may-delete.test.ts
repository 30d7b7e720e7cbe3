import { expect, it } from 'vitest';
import { mayDelete } from './may-delete.ts';

it.each([
  ['retention.ms', '60000', '1000'],
  ['retention.ms', '-1', '60000'],
  ['retention.bytes', '2048', '1024'],
  ['retention.bytes', '2048', undefined],
])('%s from %s to %s may delete records', (name, now, next) => {
  expect(mayDelete(name, now, next)).toBe(true);
});

it.each([
  ['retention.ms', '60000', '60000'],
  ['retention.ms', '60000', '-1'],
  ['retention.bytes', '1024', '2048'],
  ['segment.ms', '60000', '1000'],
  ['segment.ms', '60000', undefined],
])('%s from %s to %s deletes none', (name, now, next) => {
  expect(mayDelete(name, now, next)).toBe(false);
});
