import { findPassedOver } from '../harness/checkers/group-order.ts';
import { findRedelivered, findStoredTwice } from '../harness/checkers/no-duplicates.ts';
import { findLost } from '../harness/checkers/no-loss.ts';
import { findConflicts } from '../harness/checkers/one-value-per-offset.ts';
import { findGaps, findKeysOutOfOrder } from '../harness/checkers/partition-order.ts';
import type { CaseHistory } from './case-history.ts';

const judges = {
  'no-loss': ({ acknowledged, seen }: CaseHistory) =>
    findLost(acknowledged.map(valueOf), seen.map(valueOf)),
  'no-duplicates': ({ sent, seen }: CaseHistory) => [
    ...findRedelivered(seen).map(placeOf),
    ...findStoredTwice(sent.map(valueOf), seen.map(valueOf)),
  ],
  'no-gaps': ({ seen }: CaseHistory) => findGaps(seen),
  'key-order': ({ acknowledged, seen }: CaseHistory) =>
    findKeysOutOfOrder(
      acknowledged.map(({ key, value }) => ({ key: key ?? '', value: value ?? '' })),
      seen,
    ),
  'group-order': ({ seen }: CaseHistory) => findPassedOver(seen).map(placeOf),
  'one-value-per-offset': ({ acknowledged, seen }: CaseHistory) =>
    findConflicts([
      ...acknowledged.flatMap(({ topic, partition = -1, offset = -1, value }) =>
        offset < 0 ? [] : [{ by: 'publisher', topic, partition, offset, value }],
      ),
      ...seen.map((record) => ({ by: 'subscriber', ...record })),
    ]),
};

/** A checker of the harness, by the name that cases use. */
export type JudgeName = keyof typeof judges;

/** All of them. */
export const judgeNames = Object.keys(judges) as readonly JudgeName[];

/** What the checkers have found against a history, each with the checker's name; empty when all is well. */
export function judgeHistory(history: CaseHistory, names: readonly JudgeName[]): string[] {
  return names.flatMap((name) => {
    const findings = judges[name](history);
    return findings.length === 0
      ? []
      : [`${name} found ${findings.length}, such as ${findings[0]?.slice(0, 200)}`];
  });
}

function valueOf({ value }: { readonly value: string | null }): string {
  return value ?? 'null';
}

function placeOf({
  topic,
  partition,
  offset,
}: {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}): string {
  return `${topic}/${partition} at ${offset}`;
}
