import type { Json, JsonObject } from './json.ts';
import type {
  HeatmapPanel,
  Panel,
  Query,
  StatPanel,
  Step,
  TablePanel,
  TimeseriesPanel,
  Unit,
} from './panel.ts';
import { runbookLink } from './runbooks.ts';
import { prometheus } from './variables.ts';

/** A panel's place on Grafana's grid of 24 columns. */
export interface GridPlace {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A panel in Grafana's dashboard model. */
export function panelJson(panel: Panel, id: number, gridPos: GridPlace): JsonObject {
  return {
    id,
    type: panel.kind,
    title: panel.title,
    description: `${panel.about}\n\nRunbook: ${runbookLink(panel.runbook)}`,
    datasource: prometheus,
    gridPos: { ...gridPos },
    ...bodyJson(panel),
  };
}

function bodyJson(panel: Panel): JsonObject {
  switch (panel.kind) {
    case 'stat':
      return statJson(panel);
    case 'timeseries':
      return timeseriesJson(panel);
    case 'table':
      return tableJson(panel);
    case 'heatmap':
      return heatmapJson(panel);
  }
}

function statJson({ query, unit, steps, words }: StatPanel): JsonObject {
  const hasWords = Object.keys(words).length > 0;
  const options = Object.fromEntries(
    Object.entries(words).map(([value, text], index) => [value, { text, index }]),
  );
  return {
    fieldConfig: {
      defaults: {
        unit,
        noValue: 'no data',
        color: { mode: 'thresholds' },
        thresholds: thresholdsJson(steps),
        mappings: hasWords ? [{ type: 'value', options }] : [],
      },
      overrides: [],
    },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      colorMode: steps.length > 1 ? 'background' : 'value',
      graphMode: 'none',
      justifyMode: 'center',
      orientation: 'auto',
      textMode: 'value',
    },
    targets: [{ ...targetJson(query, 0), instant: true, range: false }],
  };
}

function timeseriesJson({ queries, unit, isStacked, steps, max }: TimeseriesPanel): JsonObject {
  const hasSteps = steps.length > 0;
  return {
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        ...(max === undefined ? undefined : { max }),
        color: { mode: 'palette-classic' },
        thresholds: thresholdsJson(hasSteps ? steps : [{ color: 'green' }]),
        custom: {
          drawStyle: 'line',
          lineWidth: 1,
          fillOpacity: isStacked ? 30 : 8,
          showPoints: 'never',
          spanNulls: false,
          stacking: { mode: isStacked ? 'normal' : 'none', group: 'A' },
          thresholdsStyle: { mode: hasSteps ? 'dashed' : 'off' },
        },
      },
      overrides: [],
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
    targets: queries.map((query, index) => ({
      ...targetJson(query, index),
      instant: false,
      range: true,
    })),
  };
}

function tableJson({ labels, values }: TablePanel): JsonObject {
  const sources = values.map((_, index) =>
    values.length === 1 ? 'Value' : `Value #${refId(index)}`,
  );
  const order = [...labels.map(({ label }) => label), ...sources];
  const names = [...labels.map(({ name }) => name), ...values.map(({ name }) => name)];
  return {
    fieldConfig: {
      defaults: {
        custom: { align: 'auto', filterable: true, cellOptions: { type: 'auto' } },
        thresholds: thresholdsJson([{ color: 'text' }]),
      },
      overrides: [
        ...values.map(({ name, unit, steps }) => valueOverrideJson(name, unit, steps)),
        ...labels.flatMap(({ name, opens }) =>
          opens === undefined ? [] : [linkOverrideJson(name, opens)],
        ),
      ],
    },
    options: { showHeader: true, cellHeight: 'sm', footer: { show: false, reducer: ['sum'] } },
    transformations: [
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true },
          indexByName: Object.fromEntries(order.map((source, index) => [source, index])),
          renameByName: Object.fromEntries(
            order.map((source, index) => [source, names[index] ?? source]),
          ),
        },
      },
    ],
    targets: values.map(({ expr }, index) => ({
      ...targetJson({ expr }, index),
      format: 'table',
      instant: true,
      range: false,
    })),
  };
}

function heatmapJson({ query, unit }: HeatmapPanel): JsonObject {
  return {
    fieldConfig: { defaults: { custom: {} }, overrides: [] },
    options: {
      calculate: false,
      cellGap: 1,
      cellValues: { unit: 'cps' },
      color: { mode: 'scheme', scheme: 'Oranges', scale: 'exponential', exponent: 0.5, steps: 64 },
      filterValues: { le: 1e-9 },
      legend: { show: true },
      rowsFrame: { layout: 'auto' },
      showValue: 'never',
      tooltip: { mode: 'single', yHistogram: true },
      yAxis: { unit, axisPlacement: 'left', reverse: false },
    },
    targets: [
      {
        ...targetJson(query, 0),
        legendFormat: '{{le}}',
        format: 'heatmap',
        instant: false,
        range: true,
      },
    ],
  };
}

function targetJson({ expr, legend }: Query, index: number): JsonObject {
  return {
    refId: refId(index),
    datasource: prometheus,
    editorMode: 'code',
    expr,
    ...(legend === undefined ? undefined : { legendFormat: legend }),
  };
}

function refId(index: number): string {
  return String.fromCodePoint(65 + index);
}

function thresholdsJson(steps: readonly Step[]): JsonObject {
  return {
    mode: 'absolute',
    steps: steps.map(({ color, value }) => ({ color, value: value ?? null })),
  };
}

function valueOverrideJson(name: string, unit: Unit, steps: readonly Step[] = []): JsonObject {
  const coloured: Json[] = [
    { id: 'thresholds', value: thresholdsJson(steps) },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ];
  return {
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'unit', value: unit }, ...(steps.length === 0 ? [] : coloured)],
  };
}

function linkOverrideJson(
  name: string,
  { uid, variable }: { readonly uid: string; readonly variable: string },
): JsonObject {
  const choices = ['datasource', 'cluster'].map((kept) => `\${${kept}:queryparam}`).join('&');
  const url = `/d/${uid}?var-${variable}=\${__value.text}&${choices}&\${__url_time_range}`;
  return {
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'links', value: [{ title: `Open \${__value.text}`, url }] }],
  };
}
