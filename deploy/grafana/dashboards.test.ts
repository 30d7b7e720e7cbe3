import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dashboardFiles, dashboards } from './dashboards.ts';
import { dashboardJson } from './dashboard.ts';

interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface PanelModel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: GridPos;
  readonly collapsed?: boolean;
  readonly panels?: readonly PanelModel[];
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

interface DashboardModel {
  readonly uid: string;
  readonly panels: readonly PanelModel[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
}

const folder = join(import.meta.dirname, 'dashboards');
const models = dashboards.map((source) => dashboardJson(source) as unknown as DashboardModel);
/** Grafana's own. */
const builtIn = ['__rate_interval', '__range', '__value', '__url_time_range', '__all'];

it('keeps the files as `npm run dashboards` writes them', () => {
  const committed = new Map(
    readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
  expect([...committed.keys()].toSorted()).toEqual([...dashboardFiles().keys()].toSorted());
  expect(committed).toEqual(dashboardFiles());
});

it('opens only runbooks of alerts that there are', () => {
  const rules = readFileSync(join(import.meta.dirname, '../prometheus/rules.yaml'), 'utf8');
  const alerts = [...rules.matchAll(/- alert: (?<name>\w+)/gu)].map(
    ({ groups = {} }) => groups['name'],
  );
  const opened = dashboards.flatMap(({ rows }) =>
    rows.flatMap(({ panels }) => panels.map(({ runbook }) => runbook)),
  );
  expect(opened.filter((runbook) => !alerts.includes(runbook))).toEqual([]);
});

it('gives every dashboard an address of its own', () => {
  const uids = models.map(({ uid }) => uid);
  expect(new Set(uids).size).toBe(uids.length);
  for (const uid of uids) expect(uid).toMatch(/^weir-[a-z-]{1,35}$/u);
});

describe.each(models.map((model) => [model.uid, model] as const))('%s', (_, model) => {
  const all = model.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  const shown = all.filter(({ type }) => type !== 'row');
  const variables = model.templating.list.map(({ name }) => name);

  it('numbers its panels, and has only kinds that Grafana brings', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const kinds = new Set(['row', 'stat', 'timeseries', 'table', 'heatmap']);
    expect(all.filter(({ type }) => !kinds.has(type))).toEqual([]);
  });

  it('places panels side by side, within the grid', () => {
    expect(all.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
    // What is folded lies over the rows below until it is opened, as Grafana saves it.
    expect(overlaps(model.panels)).toEqual([]);
    for (const { panels = [] } of model.panels) expect(overlaps(panels)).toEqual([]);
  });

  it('names the queries of a panel apart, and asks none for what it does not define', () => {
    for (const { targets = [] } of shown) {
      const refIds = targets.map(({ refId }) => refId);
      expect(refIds).toEqual([...new Set(refIds)]);
      expect(refIds).not.toEqual([]);
    }
    expect(usedVariables(model).filter((name) => !variables.includes(name))).toEqual([]);
  });

  it('lets the reader choose only what some query heeds', () => {
    const used = new Set(usedVariables(model));
    expect(variables.filter((name) => !used.has(name))).toEqual([]);
  });

  it('says of every panel what is normal and which runbook to open', () => {
    const isTold = /Normal: .+\n\nRunbook: \[Weir\w+\]\(/su;
    expect(shown.filter(({ description = '' }) => !isTold.test(description))).toEqual([]);
  });

  it('links to dashboards that exist, by variables that they have', () => {
    const links = JSON.stringify(model).matchAll(/\/d\/(?<uid>[a-z-]+)\?var-(?<variable>\w+)=/gu);
    for (const { groups = {} } of links) {
      const target = models.find(({ uid }) => uid === groups['uid']);
      const names = target?.templating.list.map(({ name }) => name);
      expect(names).toContain(groups['variable']);
    }
  });
});

function overlaps(panels: readonly PanelModel[]): string[] {
  return panels.flatMap((panel, index) =>
    panels
      .slice(index + 1)
      .filter((other) => doOverlap(panel.gridPos, other.gridPos))
      .map((other) => `${panel.title} and ${other.title}`),
  );
}

function doOverlap(one: GridPos, other: GridPos): boolean {
  const isBeside = one.x + one.w <= other.x || other.x + other.w <= one.x;
  const isAbove = one.y + one.h <= other.y || other.y + other.h <= one.y;
  return !isBeside && !isAbove;
}

function usedVariables(model: DashboardModel): string[] {
  const names = JSON.stringify(model).matchAll(/\$\{?(?<name>\w+)/gu);
  const used = new Set([...names].map(({ groups = {} }) => groups['name'] ?? ''));
  return [...used].filter((name) => !builtIn.includes(name));
}
