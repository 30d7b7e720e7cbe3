import { findPassedOver } from '../../harness/checkers/group-order.ts';
import { findVanished } from '../../harness/checkers/none-vanished.ts';
import { findConflicts } from '../../harness/checkers/one-value-per-offset.ts';
import { countRepeats, type Delivery } from './delivery.ts';
import type { AcknowledgedRecord } from './even-producer.ts';
import type { RecordCounts } from './rebalance-part.ts';

/** Compares what was acknowledged with what the group's members were given. */
export function judgeGroup(
  acknowledged: readonly AcknowledgedRecord[],
  deliveries: readonly Delivery[],
  crashed: ReadonlySet<string>,
): { readonly counts: RecordCounts; readonly errors: readonly string[] } {
  const inOrder = deliveries.toSorted((left, right) => left.atMs - right.atMs);
  const undelivered = findVanished(acknowledged, inOrder);
  const skipped = undelivered.length + findPassedOver(inOrder).length;
  return {
    counts: { delivered: deliveries.length, skipped, ...countRepeats(inOrder, crashed) },
    errors: findConflicts(observationsOf(acknowledged, inOrder)),
  };
}

function* observationsOf(
  acknowledged: readonly AcknowledgedRecord[],
  deliveries: readonly Delivery[],
): Generator<AcknowledgedRecord & { readonly by: string }, void> {
  for (const record of acknowledged) yield { ...record, by: 'acknowledged' };
  for (const delivery of deliveries) yield { ...delivery, by: delivery.member };
}
