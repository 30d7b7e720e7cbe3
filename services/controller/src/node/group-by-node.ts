/** Items under each of the nodes that they concern. */
export function groupByNode<Item>(
  items: Iterable<Item>,
  nodesOf: (item: Item) => Iterable<number>,
): Map<number, Item[]> {
  const byNode = new Map<number, Item[]>();
  for (const item of items) {
    for (const nodeId of nodesOf(item)) {
      const group = byNode.get(nodeId);
      if (group === undefined) byNode.set(nodeId, [item]);
      else group.push(item);
    }
  }
  return byNode;
}
