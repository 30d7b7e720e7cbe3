import { expect, it } from 'vitest';
import { splitAddress } from './split-address.ts';

it('splits host and port, and refuses what is neither', () => {
  expect(splitAddress('node-1.weir:7420')).toEqual({ host: 'node-1.weir', port: 7420 });
  expect(splitAddress('[::1]:7420')).toEqual({ host: '::1', port: 7420 });
  for (const bad of ['', 'host', 'host:', 'host:0', 'host:70000', '::1:7420']) {
    expect(() => splitAddress(bad)).toThrow(/host:port/);
  }
});
