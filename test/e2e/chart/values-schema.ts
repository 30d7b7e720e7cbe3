import type { ConfigDefinition, Option } from '@weir/runtime';
import { openRows, services } from './config-tables.ts';
import { closed, flag, integer, type JsonSchema, oneOf, text } from './json-schema.ts';
import { valueShapes } from './value-shapes.ts';
import type { ValueNode } from './values-tree.ts';

/** What of `common` has no meaning for a component that is no service of Weir. */
const withoutMeaning = {
  redis: [
    ...['logLevel', 'extraEnv', 'extraEnvFrom', 'extraVolumes', 'extraVolumeMounts'],
    ...['initContainers', 'sidecars', 'drain', 'podDisruptionBudget'],
  ],
  jobs: [
    ...['logLevel', 'extraEnvFrom', 'initContainers', 'sidecars', 'drain', 'podDisruptionBudget'],
    ...['probes', 'minReadySeconds', 'revisionHistoryLimit', 'terminationGracePeriodSeconds'],
  ],
} as const;

/** The names of the values that `common` stands behind. */
const components: readonly string[] = [...services, ...Object.keys(withoutMeaning)];

/** `values.schema.json`: every map of the chart's own refuses keys that `values.yaml` does not have. */
export function toValuesSchema(values: readonly ValueNode[]): JsonSchema {
  const common = values.find(({ path }) => path[0] === 'common')?.children ?? [];
  const properties = values.map((node) => {
    const [name = ''] = node.path;
    return [name, components.includes(name) ? toComponent(node, common) : toSchema(node)] as const;
  });
  const shared = common.map((node) => [node.path[1] ?? '', toSchema(node)] as const);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Values of the chart weir',
    ...closed({
      ...Object.fromEntries(properties),
      common: closed(
        Object.fromEntries(common.map((node) => [node.path[1] ?? '', reference(node)])),
      ),
    }),
    $defs: Object.fromEntries(shared),
  };
}

/** A component's own values, and those of `common` that it may set in their place. */
function toComponent(node: ValueNode, common: readonly ValueNode[]): JsonSchema {
  const [name = ''] = node.path;
  const without: readonly string[] =
    name === 'redis' || name === 'jobs' ? withoutMeaning[name] : [];
  const shared = common.filter(({ path }) => !without.includes(path[1] ?? ''));
  const names = shared.map(({ path }) => path[1]);
  const own = node.children.filter(({ path }) => !names.includes(path[1]));
  const properties: Record<string, JsonSchema> = Object.fromEntries([
    ...shared.map((child) => [child.path[1] ?? '', reference(child)] as const),
    ...own.map((child) => [child.path[1] ?? '', toSchema(child)] as const),
  ]);
  const service = services.find((each) => each === name);
  if (service !== undefined) {
    properties['config'] = { ...toConfig(openRows(service)), ...describe(node, 'config') };
  }
  return closed(properties);
}

/** To the one place where the schema of a value of `common` stands. */
function reference({ path }: ValueNode): JsonSchema {
  return { $ref: `#/$defs/${path[1] ?? ''}` };
}

function toSchema(node: ValueNode): JsonSchema {
  const description = node.description === '' ? {} : { description: node.description };
  return { ...shapeOf(node), ...description };
}

function shapeOf({ path, children, default: value }: ValueNode): JsonSchema {
  const shape = valueShapes[path.join('.')];
  if (shape !== undefined) return shape;
  if (children.length > 0) {
    return closed(
      Object.fromEntries(children.map((child) => [child.path.at(-1) ?? '', toSchema(child)])),
    );
  }
  if (typeof value === 'string') return text;
  if (typeof value === 'boolean') return flag;
  if (typeof value === 'number') return integer(0);
  if (path.at(-1) === 'config') return { type: 'object' };
  throw new Error(`${path.join('.')}: values.yaml does not tell its shape; add it to valueShapes`);
}

function describe(node: ValueNode, key: string): JsonSchema {
  const child = node.children.find(({ path }) => path.at(-1) === key);
  return { description: child?.description ?? '' };
}

/** The variables of a service that users may set, with their limits. */
function toConfig(rows: ConfigDefinition): JsonSchema {
  const properties = Object.values(rows).map((row) => [
    row.env,
    { ...toVariable(row), description: row.meaning },
  ]);
  return closed(Object.fromEntries(properties) as Record<string, JsonSchema>);
}

function toVariable({ type }: Option<unknown>): JsonSchema {
  const [, from, to] = /^integer from (\d+) to (\d+)$/.exec(type) ?? [];
  if (from !== undefined) return integer(Number(from), Number(to));
  if (type === 'true or false') return flag;
  if (type === 'text' || type.startsWith('list')) return text;
  return oneOf(...type.split(', '));
}
