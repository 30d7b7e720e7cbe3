import type { JsonObject } from './json.ts';
import { panelJson } from './panel-json.ts';
import type { Panel } from './panel.ts';
import { defaultRunbooks } from './runbooks.ts';
import { clusterVariable, prometheus, type Variable, variablesJson } from './variables.ts';

/** Panels under a common title, placed from left to right, line by line. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
  /** Folded until the reader opens it: its queries are not asked before. */
  readonly isCollapsed?: boolean;
}

/** A dashboard as its source says it. */
export interface Dashboard {
  /** Its file's name, and its address in Grafana: it never changes. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** After the cluster. */
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
}

const gridColumns = 24;
const rowHeight = 1;

/** A dashboard in Grafana's model, schema version 39 (Grafana 10 and later). */
export function dashboardJson(dashboard: Dashboard): JsonObject {
  const { uid, title, description, variables, rows } = dashboard;
  return {
    id: null,
    uid,
    title,
    description,
    tags: ['weir'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    time: { from: 'now-1h', to: 'now' },
    refresh: '30s',
    fiscalYearStartMonth: 0,
    liveNow: false,
    annotations: { list: [startsJson()] },
    links: [
      {
        type: 'dashboards',
        title: 'Weir',
        tags: ['weir'],
        asDropdown: false,
        includeVars: true,
        keepTime: true,
        targetBlank: false,
        icon: 'external link',
        tooltip: '',
        url: '',
      },
    ],
    templating: { list: variablesJson([clusterVariable, ...variables], defaultRunbooks) },
    panels: layOut(rows),
  };
}

/** Marks when each process of Weir started. */
function startsJson(): JsonObject {
  return {
    name: 'Starts of processes',
    datasource: prometheus,
    enable: true,
    hide: false,
    iconColor: 'blue',
    expr: 'process_start_time_seconds{weir_cluster="$cluster",job=~"weir-.*"} * 1000',
    step: '60s',
    titleFormat: 'Started',
    textFormat: '{{instance}}',
    useValueForTime: true,
  };
}

function layOut(rows: readonly Row[]): JsonObject[] {
  const placed: JsonObject[] = [];
  let y = 0;
  let id = 1;
  for (const { title, panels, isCollapsed = false } of rows) {
    const rowPlace = { x: 0, y, w: gridColumns, h: rowHeight };
    const row = { id, type: 'row', title, collapsed: isCollapsed, gridPos: rowPlace };
    const { panels: within, bottom } = placePanels(panels, id + 1, y + rowHeight);
    placed.push({ ...row, panels: isCollapsed ? within : [] });
    if (!isCollapsed) placed.push(...within);
    y = isCollapsed ? y + rowHeight : bottom;
    id += 1 + panels.length;
  }
  return placed;
}

function placePanels(
  panels: readonly Panel[],
  firstId: number,
  top: number,
): { readonly panels: JsonObject[]; readonly bottom: number } {
  let x = 0;
  let y = top;
  let lineHeight = 0;
  const placed = panels.map((panel, index) => {
    const { width: w, height: h } = panel;
    if (x + w > gridColumns) {
      x = 0;
      y += lineHeight;
      lineHeight = 0;
    }
    const place = { x, y, w, h };
    x += w;
    lineHeight = Math.max(lineHeight, h);
    return panelJson(panel, firstId + index, place);
  });
  return { panels: placed, bottom: y + lineHeight };
}
