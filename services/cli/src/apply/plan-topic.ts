import type { Topic } from '@weir/client';
import type { DeclaredTopic } from './declaration.ts';

/** What it takes to make a topic as it was declared. */
export type TopicPlan =
  | { readonly kind: 'create' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refuse'; readonly reason: string }
  | {
      readonly kind: 'change';
      /** New number of partitions; undefined where there are enough. */
      readonly totalPartitions: number | undefined;
      readonly set: Readonly<Record<string, string>>;
      readonly remove: readonly string[];
      /** For people. */
      readonly detail: string;
    };

/** The part of a topic that a declaration is about. */
export type ExistingTopic = Pick<Topic, 'replicationFactor' | 'configs'> & {
  readonly partitions: { readonly length: number };
};

/** Compares a topic with what it is to be. What the declaration does not name stays. */
export function planTopic(declared: DeclaredTopic, existing: ExistingTopic | undefined): TopicPlan {
  if (existing === undefined) return { kind: 'create' };
  const reason = whyRefused(declared, existing);
  if (reason !== undefined) return { kind: 'refuse', reason };

  const known = existing.partitions.length;
  const { partitions = known } = declared;
  const totalPartitions = partitions > known ? partitions : undefined;
  const { set, remove, details } = compareConfigs(declared.configs, existing.configs);
  if (totalPartitions !== undefined) details.unshift(`partitions ${known} -> ${totalPartitions}`);
  if (details.length === 0) return { kind: 'unchanged' };
  return { kind: 'change', totalPartitions, set, remove, detail: details.join(', ') };
}

function compareConfigs(
  declared: DeclaredTopic['configs'],
  existing: ExistingTopic['configs'],
): { set: Record<string, string>; remove: string[]; details: string[] } {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  const details: string[] = [];
  for (const [name, value] of Object.entries(declared)) {
    const known = existing[name];
    if (known === (value ?? undefined)) continue;
    if (value === null) remove.push(name);
    else set[name] = value;
    details.push(`${name} ${known ?? 'default'} -> ${value ?? 'default'}`);
  }
  return { set, remove, details };
}

function whyRefused(declared: DeclaredTopic, existing: ExistingTopic): string | undefined {
  const { name, partitions, replicationFactor } = declared;
  const known = existing.partitions.length;
  if (partitions !== undefined && partitions < known) {
    return (
      `Topic ${name} has ${known} partitions and is to have ${partitions}: partitions are never ` +
      `taken away, as their records would be lost; declare ${known} or more`
    );
  }
  if (replicationFactor !== undefined && replicationFactor !== existing.replicationFactor) {
    return (
      `Topic ${name} has replication factor ${existing.replicationFactor} and is to have ` +
      `${replicationFactor}: that is not changed by a declaration; give each partition its ` +
      'replicas by weir partition move'
    );
  }
  return undefined;
}
