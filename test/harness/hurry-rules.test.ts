import { expect, it } from 'vitest';
import { hurryRules } from './hurry-rules.ts';

const rule = `
      - alert: WeirTest # for: nobody, [5 minutes]
        expr: rate(a_total[5m]) > 300 and increase(a_total[6h] offset 1h) > 2
        for: 10m
`;

it('shortens waits, ranges and offsets, and leaves thresholds', () => {
  expect(hurryRules(rule, 60)).toBe(`
      - alert: WeirTest # for: nobody, [5 minutes]
        expr: rate(a_total[10s]) > 300 and increase(a_total[360s] offset 60s) > 2
        for: 10s
`);
});

it('keeps a second of waiting and two scrapes in a range', () => {
  expect(hurryRules(rule, 3_600)).toContain('rate(a_total[10s])');
  expect(hurryRules(rule, 3_600)).toContain('for: 1s');
});

it('leaves the rules alone at their own speed', () => {
  expect(hurryRules(rule, 1)).toBe(rule);
});
