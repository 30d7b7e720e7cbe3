import type { Admin, ResetRequest, ResetTarget } from '@weir/client';
import { InputError } from '../exit-code.ts';
import type { TopicPartitionOffset } from './partition-offsets.ts';
import type { ResetOptions } from './reset-options.ts';

/** A reset, and the offsets of its file if it has one. */
export interface ResetInput extends ResetOptions {
  readonly fileOffsets?: readonly TopicPartitionOffset[] | undefined;
}

/** The calls that make a reset: one for all, or one for the partitions of each explicit offset. */
export async function planReset(
  admin: Admin,
  groupId: string,
  options: ResetInput,
): Promise<readonly ResetRequest[]> {
  const { topic, partition: partitions, force } = options;
  const target = targetOf(options);
  if (target !== undefined && topic !== undefined) {
    const some = partitions.length === 0 ? undefined : { partitions };
    return [{ groupId, topic, to: target, force: force === true, ...some }];
  }
  const offsets = await explicitOffsets(admin, options);
  return toRequests(offsets, { groupId, force: force === true });
}

function targetOf({ to, shift }: ResetOptions): ResetTarget | undefined {
  return to ?? (shift === undefined ? undefined : { shift });
}

async function explicitOffsets(
  admin: Admin,
  options: ResetInput,
): Promise<readonly TopicPartitionOffset[]> {
  const { topic, partition: partitions, offsets, fromFile, fileOffsets, like } = options;
  const isMeant = (each: TopicPartitionOffset): boolean =>
    (topic === undefined || each.topic === topic) &&
    (partitions.length === 0 || partitions.includes(each.partition));
  if (offsets !== undefined && topic !== undefined) {
    return Array.from(offsets, ([partition, offset]) => ({ topic, partition, offset }));
  }
  const [source, all] =
    fileOffsets === undefined
      ? [`Group ${like}`, await admin.fetchOffsets(like ?? '')]
      : [`File ${fromFile}`, fileOffsets];
  const meant = all.filter(isMeant);
  if (meant.length > 0) return meant;
  throw new InputError(`${source} has no offset${topic === undefined ? '' : ` of topic ${topic}`}`);
}

/** Partitions that get the same offset are one call. */
function toRequests(
  offsets: readonly TopicPartitionOffset[],
  shared: { readonly groupId: string; readonly force: boolean },
): readonly ResetRequest[] {
  const calls = Map.groupBy(offsets, ({ topic, offset }) => `${topic} ${offset}`);
  return [...calls.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { topic, offset } = first;
    const partitions = same.map(({ partition }) => partition);
    return [{ ...shared, topic, partitions, to: { offset } }];
  });
}
