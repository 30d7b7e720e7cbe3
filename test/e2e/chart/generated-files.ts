import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { checkout } from './chart-folder.ts';
import { toValuesSchema } from './values-schema.ts';
import { toValuesTables } from './values-table.ts';
import { readValues } from './values-tree.ts';

/** A file that follows from others. */
export interface GeneratedFile {
  /** From the top of the checkout. */
  readonly path: string;
  readonly text: string;
}

const begin = '<!-- values: npm run chart -->';
const end = '<!-- end of values -->';

/** What `npm run chart` writes: the schema, the README's tables, copies of rules and dashboards. */
export async function generatedFiles(): Promise<readonly GeneratedFile[]> {
  const values = readValues(read('helm/weir/values.yaml'));
  return [
    await formatted('helm/weir/values.schema.json', JSON.stringify(toValuesSchema(values))),
    await formatted(
      'helm/weir/README.md',
      withTables(read('helm/weir/README.md'), toValuesTables(values)),
    ),
    ...copies(),
  ];
}

/** Helm packs only what is inside the chart's folder. */
function copies(): readonly GeneratedFile[] {
  const dashboards = namesIn('deploy/grafana/dashboards', '.json').map((name) => ({
    path: `helm/weir/files/dashboards/${name}`,
    // In one line: a release of Helm, which holds them twice, must stay below a MiB.
    text: `${JSON.stringify(JSON.parse(read(`deploy/grafana/dashboards/${name}`)))}\n`,
  }));
  const rules = read('deploy/prometheus/rules.yaml');
  return [...dashboards, { path: 'helm/weir/files/prometheus/rules.yaml', text: rules }];
}

/** The dashboards that the chart has. */
export function shippedDashboards(): readonly string[] {
  return namesIn('helm/weir/files/dashboards', '.json');
}

function namesIn(folder: string, ending: string): readonly string[] {
  const path = join(checkout, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .toSorted();
}

function withTables(page: string, tables: string): string {
  const [before, rest] = page.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined) {
    throw new Error(`helm/weir/README.md: lacks ${begin} or ${end}`);
  }
  return `${before}${begin}\n\n${tables}\n\n${end}${after}`;
}

async function formatted(path: string, text: string): Promise<GeneratedFile> {
  const filepath = join(checkout, path);
  const config = await resolveConfig(filepath);
  return { path, text: await format(text, { ...config, filepath }) };
}

function read(path: string): string {
  return readFileSync(join(checkout, path), 'utf8');
}
