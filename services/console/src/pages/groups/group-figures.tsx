import type { DescribeGroupResponse, GroupPartition } from '@weir/protos';
import { Stat, Stats } from '../../components/stat.tsx';
import { formatCount, formatRate } from '../../format/format-count.ts';
import { formatDuration } from '../../format/format-duration.ts';

/** A group in figures. */
export function GroupFigures({ group }: { readonly group: DescribeGroupResponse | undefined }) {
  const partitions = group?.partitions ?? [];
  const stuck = partitions.filter(({ isStuck }) => isStuck).length;
  const oldestMs = largest(partitions, ({ lagMs }) => lagMs);
  return (
    <Stats>
      <Stat label="Lag" value={formatCount(sum(partitions, ({ lag }) => lag))} detail="records" />
      <Stat
        label="Behind by"
        value={formatDuration(oldestMs)}
        detail="age of the oldest record that is not committed"
      />
      <Stat label="Written" value={formatRate(sum(partitions, (each) => each.appendedPerSecond))} />
      <Stat label="Read" value={formatRate(sum(partitions, (each) => each.consumedPerSecond))} />
      <Stat label="Members" value={formatCount(group?.members.length)} />
      <Stat label="Stuck" value={formatCount(stuck)} tone={stuck > 0 ? 'bad' : 'plain'} />
      <Stat label="Assignor" value={group?.assignor ?? '–'} detail={group?.coordinatorId} />
    </Stats>
  );
}

type ValueOf = (partition: GroupPartition) => number | undefined;

function known(partitions: readonly GroupPartition[], valueOf: ValueOf): number[] {
  return partitions.map(valueOf).filter((value) => value !== undefined);
}

/** `undefined` where nothing is known. */
function sum(partitions: readonly GroupPartition[], valueOf: ValueOf): number | undefined {
  const values = known(partitions, valueOf);
  return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
}

function largest(partitions: readonly GroupPartition[], valueOf: ValueOf): number | undefined {
  return known(partitions, valueOf).reduce<number | undefined>(
    (most, value) => Math.max(most ?? 0, value),
    undefined,
  );
}
