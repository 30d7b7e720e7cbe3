import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A query of a dashboard, as Grafana would send it but for the variables in it. */
export interface DashboardQuery {
  /** The dashboard's uid. */
  readonly dashboard: string;
  /** The panel's title and the query's letter. */
  readonly place: string;
  readonly expr: string;
  /** Over the time shown, or of now. */
  readonly isRange: boolean;
  /** Labels that the legend or the columns of a table show. */
  readonly labels: readonly string[];
}

/** A choice of a dashboard: the values of a label of some series. */
export interface DashboardChoice {
  readonly dashboard: string;
  readonly name: string;
  readonly series: string;
  readonly label: string;
}

/** All that the dashboards ask of Prometheus. */
export interface DashboardQuestions {
  readonly queries: readonly DashboardQuery[];
  readonly choices: readonly DashboardChoice[];
}

interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly range: boolean;
  readonly format?: string;
  readonly legendFormat?: string;
}

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly Target[];
  readonly panels?: readonly Panel[];
  readonly transformations?: readonly {
    readonly options: { readonly indexByName?: Readonly<Record<string, number>> };
  }[];
}

interface Model {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { name: string; expr: string }[] };
  readonly templating: {
    readonly list: readonly { type: string; name: string; definition?: string }[];
  };
}

const folder = join(import.meta.dirname, '..', '..', '..', 'deploy', 'grafana', 'dashboards');

/** Reads the dashboards that the chart ships, as Grafana does. */
export function readDashboardQuestions(): DashboardQuestions {
  const models = readdirSync(folder)
    .toSorted()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Model);
  return { queries: models.flatMap(queriesOf), choices: models.flatMap(choicesOf) };
}

function queriesOf({ uid, panels, annotations }: Model): DashboardQuery[] {
  const all = panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  const shown = all.flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({
      dashboard: uid,
      place: `${panel.title} ${target.refId}`,
      expr: target.expr,
      isRange: target.range,
      labels: target.format === 'table' ? columnsOf(panel) : legendOf(target),
    })),
  );
  const marks = annotations.list.map(({ name, expr }) => ({
    dashboard: uid,
    place: name,
    expr,
    isRange: true,
    labels: ['instance'],
  }));
  return [...shown, ...marks];
}

function columnsOf({ transformations = [] }: Panel): string[] {
  return transformations
    .flatMap(({ options }) => Object.keys(options.indexByName ?? {}))
    .filter((column) => !column.startsWith('Value'));
}

/** A heatmap's `le` is its axis. */
function legendOf({ legendFormat = '' }: Target): string[] {
  return [...legendFormat.matchAll(/\{\{(?<label>\w+)\}\}/gu)].map(
    ({ groups = {} }) => groups['label'] ?? '',
  );
}

function choicesOf({ uid, templating }: Model): DashboardChoice[] {
  return templating.list
    .filter(({ type }) => type === 'query')
    .map(({ name, definition = '' }) => {
      const { series = '', label = '' } =
        /^label_values\((?<series>.+), (?<label>\w+)\)$/u.exec(definition)?.groups ?? {};
      return { dashboard: uid, name, series, label };
    });
}
