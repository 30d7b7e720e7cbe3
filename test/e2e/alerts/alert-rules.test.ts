import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { whyNoPrometheus } from '../../harness/why-no-prometheus.ts';
import { allDrills } from './drill/faults/all-drills.ts';
import { metricsOf, prometheusFolder, readAlertRules, rulesFile } from './alert-rules.ts';

const rules = readAlertRules();
const names = rules.map(({ alert }) => alert);
const runbooks = join(prometheusFolder, '..', 'runbooks');
const testFiles = readdirSync(join(prometheusFolder, 'tests')).map((file) =>
  join(prometheusFolder, 'tests', file),
);

describe('promtool', () => {
  it('takes the rules', ({ skip }) => {
    const reason = whyNoPrometheus();
    skip(reason !== undefined, reason);
    expect(promtool('check', 'rules', '--lint-fatal', rulesFile)).toContain(
      `${rules.length} rules found`,
    );
  });

  const slow = { timeout: 240_000 };
  it('sees each alert fire when it should, and not for a healthy cluster', slow, ({ skip }) => {
    const reason = whyNoPrometheus();
    skip(reason !== undefined, reason);
    expect(promtool('test', 'rules', ...testFiles)).not.toContain('FAILED');
  });
});

describe('the alerts', () => {
  it('have names of their own', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^Weir[A-Z][A-Za-z]+$/.test(name))).toBe(true);
  });

  it('have a test each, in which it fires', () => {
    const tested = testFiles.flatMap((file) => firingIn(readFileSync(file, 'utf8')));
    expect(new Set(tested)).toEqual(new Set(names));
  });

  it.each(rules)('$alert says who acts, what it is, and where to read on', (rule) => {
    expect(['page', 'ticket']).toContain(rule.labels.severity);
    expect(rule.annotations.summary.length).toBeLessThan(80);
    expect(rule.annotations.description).toContain('weir_cluster');
    expect(rule.annotations.runbook_url).toBe(
      `https://github.com/weir/weir/blob/main/deploy/runbooks/${rule.alert}.md`,
    );
    expect(existsSync(join(runbooks, `${rule.alert}.md`))).toBe(true);
  });

  it('are what the runbooks are about', () => {
    const files = readdirSync(runbooks).filter((file) => file !== 'README.md');
    expect(files.toSorted()).toEqual(names.map((name) => `${name}.md`).toSorted());
  });

  it('name metrics that the catalogue has', () => {
    const catalogue = readFileSync(join(prometheusFolder, 'metrics.md'), 'utf8');
    const has = (metric: string): boolean => catalogue.includes(`\`${metric}\``);
    const isKnown = (metric: string): boolean =>
      has(metric) || has(metric.replace(/_(?:bucket|count|sum)$/, ''));
    const unknown = rules
      .flatMap(({ expr }) => metricsOf(expr))
      .filter((metric) => metric !== 'up' && !isKnown(metric));
    expect(unknown).toEqual([]);
  });
});

const sections = [
  'What it means',
  'What users notice',
  'How to see it',
  'Causes, the likeliest first',
  'What to do',
  'When it is over',
  'How to prevent it',
  'Tried',
];

it.each(names)('the runbook of %s has every section, and no dead links', (name) => {
  const text = readFileSync(join(runbooks, `${name}.md`), 'utf8');
  expect([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(
    expect.arrayContaining(sections),
  );
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !existsSync(join(runbooks, link)))).toEqual([]);
});

it('each alert has a drill in which its fault is made for real', () => {
  const drilled = allDrills.flatMap(({ alerts }) => alerts);
  expect(names.filter((name) => !drilled.includes(name))).toEqual([]);
  expect(drilled.filter((name) => !names.includes(name))).toEqual([]);
});

it.each([
  ['rate(weir_a_b_total{code="x_y"}[5m]) > 0', ['weir_a_b_total']],
  ['sum by (weir_cluster, le) (rate(weir_a_seconds_bucket[5m]))', ['weir_a_seconds_bucket']],
  [
    'a_b and on (weir_cluster, job) time() - process_start_time_seconds < 900',
    ['a_b', 'process_start_time_seconds'],
  ],
  ['max_over_time(up{job=~"weir-.+"}[1h]) == 1', ['up']],
])('finds the metrics of %s', (expr, metrics) => {
  expect(metricsOf(expr)).toEqual(metrics);
});

/** What it printed; throws that when it does not end well. */
function promtool(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout + stderr);
  return stdout;
}

/** Alerts of which a test file expects samples. */
function firingIn(text: string): string[] {
  const { tests } = parse(text) as {
    readonly tests: readonly {
      readonly promql_expr_test: readonly {
        readonly exp_samples: readonly { readonly labels: string }[];
      }[];
    }[];
  };
  return tests
    .flatMap((test) => test.promql_expr_test.flatMap(({ exp_samples: samples }) => samples))
    .map(({ labels }) => /alertname="(\w+)"/.exec(labels)?.[1] ?? '');
}
