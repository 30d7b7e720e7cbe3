import { isMap, isScalar, parseDocument, type ParsedNode } from 'yaml';

/** One value of the chart: what `values.yaml` says of it. */
export interface ValueNode {
  /** From the top: `['storageNode', 'persistence', 'size']`. */
  readonly path: readonly string[];
  /** The comment above it after `# --`; empty where it has none. */
  readonly description: string;
  readonly default: unknown;
  /** The values below it; none where it is a leaf, as an empty map is. */
  readonly children: readonly ValueNode[];
}

/** Reads `values.yaml`: each key with its comment, its default and the keys below it. */
export function readValues(text: string): readonly ValueNode[] {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) throw problem;
  return childrenOf(document.contents, []);
}

function childrenOf(node: ParsedNode | null, path: readonly string[]): readonly ValueNode[] {
  if (!isMap(node)) return [];
  return node.items.map((pair, index) => {
    // What stands above the first key of a map is the comment of the map.
    const above = index === 0 ? node.commentBefore : undefined;
    return toValueNode(pair, path, above);
  });
}

function toValueNode(
  { key, value }: { readonly key: ParsedNode; readonly value: ParsedNode | null },
  parents: readonly string[],
  above: string | null | undefined,
): ValueNode {
  const name = isScalar(key) ? String(key.value) : '';
  const path = [...parents, name];
  const comment = key.commentBefore ?? above ?? '';
  return {
    path,
    description: toDescription(comment),
    default: value?.toJSON() ?? null,
    children: childrenOf(value, path),
  };
}

/** The text after the last `--` of a comment, in one line. */
function toDescription(comment: string): string {
  const start = comment.lastIndexOf(' -- ');
  if (start < 0) return '';
  return comment
    .slice(start + 4)
    .split('\n')
    .map((line) => line.trim())
    .join(' ')
    .trim();
}
