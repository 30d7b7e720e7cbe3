import type { Admin, DescribedLog, Topic } from '@weir/client';

/** How many partitions are asked for at once; a topic with more is asked for alone. */
const partitionsAtOnce = 2_000;

/** Describes the logs of many topics, some topics at a time, so that no answer is large. */
export async function* describeManyLogs(
  admin: Pick<Admin, 'describeLogs'>,
  topics: readonly Topic[],
): AsyncGenerator<readonly DescribedLog[]> {
  for (const names of inTurns(topics)) yield await admin.describeLogs(names);
}

/** The names of the topics in their order, each turn within the limit where that can be. */
function* inTurns(topics: readonly Topic[]): Generator<readonly string[]> {
  let turn: string[] = [];
  let size = 0;
  for (const { name, partitions } of topics) {
    if (turn.length > 0 && size + partitions.length > partitionsAtOnce) {
      yield turn;
      turn = [];
      size = 0;
    }
    turn.push(name);
    size += partitions.length;
  }
  if (turn.length > 0) yield turn;
}
