import { inCluster } from '../../promql.ts';
import { freeShareOf } from '../node-panels.ts';

/** A metric of the controllers. */
export const controller = (noun: string) => inCluster(`weir_controller_${noun}`);

/** A metric of the storage nodes. */
export const node = (noun: string, ...matchers: string[]) =>
  inCluster(`weir_storage_node_${noun}`, ...matchers);

/** Free share of each disk. */
export const freeShare = freeShareOf(node);
