import { expect, it } from 'vitest';
import { allActs } from './acts/all-acts.ts';
import { e2eUsage, readE2eOptions } from './e2e-options.ts';

it('does every act by default, and keeps the results', () => {
  const { acts, isUninstalled, isWhole, patienceMs } = readE2eOptions([]);
  expect(acts).toEqual(allActs);
  expect({ isUninstalled, isWhole, patienceMs }).toEqual({
    isUninstalled: true,
    isWhole: true,
    patienceMs: 600_000,
  });
});

it('does the acts that are named, in their own order, and keeps no results', () => {
  const { acts, isUninstalled, isWhole } = readE2eOptions(['--acts', 'rollback,upgrade']);
  expect(acts.map(({ name }) => name)).toEqual(['upgrade', 'rollback']);
  expect({ isUninstalled, isWhole }).toEqual({ isUninstalled: false, isWhole: false });
});

it('takes values, settings and commands', () => {
  const options = readE2eOptions([
    ...['--values', 'a.yaml', '--values', 'b.yaml', '--set', 'a=1'],
    ...['--power-off', 'off {node}', '--power-on', 'on {node}'],
  ]);
  expect(options.valueFiles).toEqual(['a.yaml', 'b.yaml']);
  expect(options.settings).toEqual(['a=1']);
  expect(options.commands).toEqual({ powerOff: 'off {node}', powerOn: 'on {node}' });
});

it('refuses what makes no sense', () => {
  expect(() => readE2eOptions(['--acts', 'explode'])).toThrow('No act "explode"');
  expect(() => readE2eOptions(['--patience', 'long'])).toThrow('allowed are 30 to 7200');
  expect(() => readE2eOptions(['--import-image', 'x'])).toThrow('needs --image');
  expect(() => readE2eOptions(['--fast'])).toThrow('--fast');
});

it('tells every act in its usage, each under a name of its own', () => {
  const names = allActs.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(e2eUsage()).toContain(`  ${name}: `);
});
