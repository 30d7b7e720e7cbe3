import { expect, it } from 'vitest';
import { parseCpuSeconds, parseMib } from './process-usage.ts';

it('adds user and system time, whatever the process is called', () => {
  const stat = '12 (a) b (c) S 1 12 12 0 -1 4194560 100 0 0 0 250 50 7 8 20 0 11 0 100';
  expect(parseCpuSeconds(stat)).toBe(3);
});

it('reads memory in MiB', () => {
  const status = 'Name:\tnode\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\n';
  expect(parseMib(status, 'VmHWM')).toBe(200);
  expect(parseMib(status, 'VmRSS')).toBe(100);
  expect(parseMib('', 'VmRSS')).toBeNaN();
});
