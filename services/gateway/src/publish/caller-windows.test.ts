import { expect, it } from 'vitest';
import { CallerWindows } from './caller-windows.ts';

const mib = 1024 * 1024;

it('holds a connection to 16 MiB without an answer, but for a single call', () => {
  const windows = new CallerWindows();
  windows.take('a', 20 * mib);
  expect(() => {
    windows.take('a', 1);
  }).toThrow('at most 16777216');
  windows.take('b', 10 * mib);
  windows.release('a', 20 * mib);
  windows.take('a', 10 * mib);
  expect(() => {
    windows.take('a', 10 * mib);
  }).toThrow('PublishStream');
});
