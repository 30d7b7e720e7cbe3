import { join } from 'node:path';

/** A metric as its registry has it. */
export interface DescribedMetric {
  readonly name: string;
  readonly help: string;
  /** `counter`, `gauge`, `histogram` or `summary`. */
  readonly type: string;
  readonly labels: readonly string[];
}

/** The metrics of each service, by its name. */
export type MetricsByService = ReadonlyMap<string, readonly DescribedMetric[]>;

/** Where the list of all metrics is kept. */
export const catalogueFile = join(
  import.meta.dirname,
  ...['..', '..', '..', 'deploy', 'prometheus', 'metrics.md'],
);

interface Row extends DescribedMetric {
  readonly services: readonly string[];
}

/** One table for all that the services have in common, and one for each group of other names. */
const sections: readonly (readonly [prefix: string, title: string, about: string])[] = [
  ['weir_storage_node_', 'Storage nodes', ''],
  [
    'weir_partition_',
    'Partitions',
    'Of the partitions that a storage node leads; only with `WEIR_PARTITION_METRICS=true`, as there may be many.',
  ],
  ['weir_controller_', 'Controllers', 'Each controller shows the cluster as it sees it.'],
  ['weir_coordinator_', 'Coordinators', ''],
  [
    'weir_group_',
    'Groups',
    'On the coordinator that serves the group. Those of single partitions only with ' +
      '`WEIR_GROUP_PARTITION_METRICS=true`.',
  ],
  ['weir_gateway_', 'Gateways', ''],
  ['weir_redis_', 'Redis', 'As controllers and coordinators see it.'],
  ['weir_', 'Every service', ''],
  ['', 'The process', 'By `prom-client`, on Linux.'],
];

const intro = `# Metrics

Made from the code by \`npm run metrics\`; a test holds it up to date. Times are in seconds, sizes in bytes. A
histogram has the names \`…_bucket\` (label \`le\`), \`…_sum\` and \`…_count\`.
The names of services are those of their folders; \`standalone\` is \`npm start\`.
`;

/** The page that lists the metrics of all services. */
export function metricCatalogue(metrics: MetricsByService): string {
  const left = new Set(mergeServices(metrics));
  const texts = sections.map(([prefix, title, about]) => {
    const rows = [...left].filter(({ name }) => name.startsWith(prefix));
    for (const row of rows) left.delete(row);
    return rows.length === 0 ? '' : sectionText({ title, about, rows });
  });
  return `${intro}${texts.join('')}`;
}

/** The cells of all tables of a catalogue, without those of their heads: how it is spaced does not matter. */
export function rowsOf(catalogue: string): string[][] {
  return catalogue
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map((cells) => cells.slice(1, -1));
}

function mergeServices(metrics: MetricsByService): Row[] {
  const rows = new Map<string, Row>();
  for (const [service, described] of metrics) {
    for (const metric of described) {
      const known = rows.get(metric.name);
      const labels = [...new Set([...(known?.labels ?? []), ...metric.labels])];
      rows.set(metric.name, { ...metric, labels, services: [...(known?.services ?? []), service] });
    }
  }
  return [...rows.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function sectionText(section: {
  readonly title: string;
  readonly about: string;
  readonly rows: readonly Row[];
}): string {
  const lines = section.rows.map(({ name, type, labels, help, services }) => {
    const labelText = labels.map((label) => `\`${label}\``).join(', ');
    const meaning = help.replace(/\.$/, '').replaceAll('|', '\\|');
    return `| \`${name}\` | ${type} | ${labelText} | ${meaning} | ${services.join(', ')} |`;
  });
  return [
    `\n## ${section.title}\n`,
    ...(section.about === '' ? [] : [`${section.about}\n`]),
    '| name | type | labels | meaning | services |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}
