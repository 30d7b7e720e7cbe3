import type { Runbook } from './runbooks.ts';

/** How Grafana writes values: names of its own units. */
export type Unit =
  | 'none'
  | 'short'
  | 's'
  | 'bytes'
  | 'binBps'
  | 'cps'
  | 'ops'
  | 'reqps'
  | 'percentunit'
  | 'dateTimeFromNow';

/** Where a value turns another colour: from `value` on, until the next step. */
export interface Step {
  readonly color: 'green' | 'yellow' | 'orange' | 'red' | 'blue' | 'text';
  /** Undefined for the first: it has no lower end. */
  readonly value?: number;
}

/** What a panel asks. */
export interface Query {
  readonly expr: string;
  /** Grafana's own form: `{{instance}}`. */
  readonly legend?: string;
}

/** What all panels have. */
interface PanelBase {
  readonly title: string;
  /** What it shows, and what is normal. */
  readonly about: string;
  /** What to open when it is not normal. */
  readonly runbook: Runbook;
  /** Of 24 columns. */
  readonly width: number;
  /** In Grafana's rows of about 30 pixels. */
  readonly height: number;
}

/** One value now, in a colour that says whether it is well. */
export interface StatPanel extends PanelBase {
  readonly kind: 'stat';
  readonly query: Query;
  readonly unit: Unit;
  readonly steps: readonly Step[];
  /** Words for values: `{ '1': 'yes' }`. */
  readonly words: Readonly<Record<string, string>>;
}

/** Lines over time. */
export interface TimeseriesPanel extends PanelBase {
  readonly kind: 'timeseries';
  readonly queries: readonly Query[];
  readonly unit: Unit;
  readonly isStacked: boolean;
  /** Drawn as lines where a value becomes bad. */
  readonly steps: readonly Step[];
  /** The upper end of the axis; as the values are without it. */
  readonly max?: number;
}

/** One column of a table with the answers of a query now. */
export interface ValueColumn {
  readonly name: string;
  readonly expr: string;
  readonly unit: Unit;
  readonly steps?: readonly Step[];
}

/** One column of a table with a label of the answers. */
export interface LabelColumn {
  readonly name: string;
  readonly label: string;
  /** The uid of a dashboard, and its variable that takes the label's value. */
  readonly opens?: { readonly uid: string; readonly variable: string };
}

/** Answers that have the same labels, side by side. */
export interface TablePanel extends PanelBase {
  readonly kind: 'table';
  readonly labels: readonly LabelColumn[];
  readonly values: readonly ValueColumn[];
}

/** How the observations of a histogram spread, over time. */
export interface HeatmapPanel extends PanelBase {
  readonly kind: 'heatmap';
  /** Rates by `le`. */
  readonly query: Query;
  readonly unit: Unit;
}

/** A panel of a dashboard, apart from its place. */
export type Panel = StatPanel | TimeseriesPanel | TablePanel | HeatmapPanel;

type Size = Partial<Pick<PanelBase, 'width' | 'height'>>;
type Given<Whole extends Panel, Defaulted extends keyof Whole> = Omit<
  Whole,
  Defaulted | 'kind' | 'width' | 'height'
> &
  Partial<Pick<Whole, Defaulted>> &
  Size;

/** Green always. */
export const plain: readonly Step[] = [{ color: 'text' }];

/** Green at 0, red from 1 on. */
export const zeroIsWell: readonly Step[] = [{ color: 'green' }, { color: 'red', value: 1 }];

/** Green at 0, orange from 1 on: worth a look, nobody is hurt yet. */
export const zeroIsBest: readonly Step[] = [{ color: 'green' }, { color: 'orange', value: 1 }];

/** Red below 1, green from 1 on. */
export const oneIsWell: readonly Step[] = [{ color: 'red' }, { color: 'green', value: 1 }];

/** Green, then orange, then red as a value rises. */
export function risingIsBad(orange: number, red: number): readonly Step[] {
  return [{ color: 'green' }, { color: 'orange', value: orange }, { color: 'red', value: red }];
}

/** Red, then orange, then green as a value rises. */
export function fallingIsBad(orange: number, red: number): readonly Step[] {
  return [{ color: 'red' }, { color: 'orange', value: red }, { color: 'green', value: orange }];
}

/** One value now. */
export function stat(given: Given<StatPanel, 'steps' | 'words' | 'unit'>): StatPanel {
  return { kind: 'stat', width: 4, height: 4, steps: plain, words: {}, unit: 'short', ...given };
}

/** Lines over time. */
export function timeseries(given: Given<TimeseriesPanel, 'steps' | 'isStacked'>): TimeseriesPanel {
  return { kind: 'timeseries', width: 8, height: 8, steps: [], isStacked: false, ...given };
}

/** Answers side by side. */
export function table(given: Given<TablePanel, never>): TablePanel {
  return { kind: 'table', width: 24, height: 8, ...given };
}

/** The spread of a histogram over time. */
export function heatmap(given: Given<HeatmapPanel, 'unit'>): HeatmapPanel {
  return { kind: 'heatmap', width: 8, height: 8, unit: 's', ...given };
}
