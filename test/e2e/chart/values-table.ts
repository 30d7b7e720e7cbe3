import type { ValueNode } from './values-tree.ts';

/** A value as it stands in the README. */
interface Row {
  readonly name: string;
  readonly default: string;
  readonly description: string;
}

/**
 * The tables of the README: one for each part of the values. What a component sets in place of `common`
 * is described as it is there. Throws where a value has no description.
 */
export function toValuesTables(values: readonly ValueNode[]): string {
  const common = values.find(({ path }) => path[0] === 'common');
  const inherited = new Map(
    (common === undefined ? [] : leavesOf(common)).map((leaf) => [
      leaf.path.slice(1).join('.'),
      leaf.description,
    ]),
  );
  const alone = values.filter((node) => isLeaf(node));
  const groups = values.filter((node) => !isLeaf(node));
  return [
    toTable('The release', alone, inherited),
    ...groups.map((group) => toTable(`\`${group.path.join('.')}\``, leavesOf(group), inherited)),
  ].join('\n\n');
}

/** A map with a description is told of as one. */
function isLeaf({ children, description }: ValueNode): boolean {
  return children.length === 0 || description !== '';
}

function leavesOf(node: ValueNode): readonly ValueNode[] {
  return isLeaf(node) ? [node] : node.children.flatMap((child) => leavesOf(child));
}

function toTable(
  title: string,
  leaves: readonly ValueNode[],
  inherited: ReadonlyMap<string, string>,
): string {
  const rows = leaves.map((leaf) => toRow(leaf, inherited));
  return [
    `### ${title}`,
    '',
    '| value | default | meaning |',
    '| --- | --- | --- |',
    ...rows.map((row) => `| \`${row.name}\` | ${row.default} | ${row.description} |`),
  ].join('\n');
}

function toRow(
  { path, default: value, description }: ValueNode,
  inherited: ReadonlyMap<string, string>,
): Row {
  const name = path.join('.');
  const text = description === '' ? inheritedDescription(path.slice(1), inherited) : description;
  if (text === undefined) throw new Error(`${name}: has no "# --" comment in values.yaml`);
  return { name, default: toCell(value), description: text.replaceAll('|', '\\|') };
}

/** Of the value itself in `common`, or of the map there that it belongs to. */
function inheritedDescription(
  path: readonly string[],
  inherited: ReadonlyMap<string, string>,
): string | undefined {
  const ends = path.map((_, index) => path.length - index);
  const found = ends.find((end) => inherited.has(path.slice(0, end).join('.')));
  return found === undefined ? undefined : inherited.get(path.slice(0, found).join('.'));
}

function toCell(value: unknown): string {
  return `\`${typeof value === 'string' && value !== '' ? value : JSON.stringify(value)}\``.replaceAll(
    '|',
    '\\|',
  );
}
