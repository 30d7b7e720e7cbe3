import { maxBy, onInstance, orZero, perSecond, sumBy } from '../../promql.ts';
import { freeShareOf } from '../node-panels.ts';

/** A metric of the chosen nodes. */
export const node = (noun: string, ...matchers: string[]) =>
  onInstance(`weir_storage_node_${noun}`, ...matchers);

/** A gauge, node by node. */
export const each = (noun: string) => ({
  expr: maxBy(['instance'], node(noun)),
  legend: '{{instance}}',
});

/** What a counter grows by in a second, node by node. */
export const eachPerSecond = (noun: string) => ({
  expr: sumBy(['instance'], perSecond(node(`${noun}_total`))),
  legend: '{{instance}}',
});

/** What a counter of all chosen nodes grows by in a second, by a label. */
export const byLabel = (noun: string, label: string) => ({
  expr: orZero(sumBy([label], perSecond(node(`${noun}_total`))), label),
  legend: `{{${label}}}`,
});

/** Free share of each disk. */
export const freeShare = freeShareOf(node);
