import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DescribeGroupResponse, Weir } from '@weir/client';
import { eventually } from '../../../harness/eventually.ts';
import { whenInSync } from '../../../harness/when-in-sync.ts';
import type { CommitLoadOptions, CommitLoadResult } from '../commit-load.ts';
import { noRecords, type RebalancePart, type RebalanceSetting } from '../rebalance-part.ts';

const partitionCount = 100;
const recordsPerPartition = 30_000;
const outstanding = 500;
/** Until the coordinator's code is compiled. */
const warmUpMs = 3_000;
const measureMs = 4_000;
/** Offsets from here on are committed by the load of many offsets a call. */
const secondLoadFromOffset = 6_000;

/** One member commits as fast as its coordinator answers. */
export const commits: RebalancePart = {
  id: 'commits',
  what: `commits of one member, ${outstanding} calls under way`,
  figures: [
    {
      id: 'commitsPerSecond',
      what: 'commits, one offset a call',
      unit: 'a second',
      bar: { atLeast: 10_000 },
    },
    { id: 'offsetsPerSecond', what: 'committed offsets, 100 a call', unit: 'a second' },
  ],
  async run(setting, name) {
    const { weir, signal } = setting;
    const admin = weir.admin();
    await admin.createTopic({ name, partitions: partitionCount, replicationFactor: 1 });
    // It owns all partitions and reads nothing.
    const options = { groupId: name, topics: [name], from: 'latest', autoCommit: false } as const;
    const consumer = weir.consumer(options);
    const reading = consumer.batches({ signal }).next();
    try {
      await whenInSync(admin, name);
      await fill(weir, name);
      const group = await whenOwner(weir, name);
      const target = await targetOf(setting, group);
      const singles = await commitFrom({
        ...target,
        fromOffset: 1,
        toOffset: secondLoadFromOffset - 1,
        offsetsPerCall: 1,
      });
      const hundreds = await commitFrom({
        ...target,
        fromOffset: secondLoadFromOffset,
        toOffset: recordsPerPartition,
        offsetsPerCall: partitionCount,
      });
      const stored = await admin.fetchOffsets(name);
      const isDifferent = stored.some(
        ({ partition, offset }) => offset !== hundreds.committed[partition],
      );
      return {
        figures: {
          commitsPerSecond: singles.calls / singles.seconds,
          offsetsPerSecond: (hundreds.calls * partitionCount) / hundreds.seconds,
        },
        counts: noRecords,
        errors: [
          ...singles.failures,
          ...hundreds.failures,
          ...(isDifferent ? ['The group has other offsets than were answered last'] : []),
        ],
      };
    } finally {
      await consumer.close();
      await reading;
      await admin.deleteTopic(name);
    }
  },
};

/** Offsets can only be committed where there are records. */
async function fill(weir: Weir, topic: string): Promise<void> {
  await using producer = weir.producer();
  function* records(): Generator<{ topic: string; partition: number; value: string }, void> {
    for (let index = 0; index < partitionCount * recordsPerPartition; index += 1) {
      yield { topic, partition: index % partitionCount, value: '' };
    }
  }
  await producer.sendMany(records());
}

async function whenOwner(weir: Weir, groupId: string): Promise<DescribeGroupResponse> {
  return eventually(
    async () => {
      const group = await weir.admin().describeGroup(groupId);
      return group.members[0]?.owned.length === partitionCount ? group : undefined;
    },
    { what: `A member with ${partitionCount} partitions` },
  );
}

async function targetOf(
  { cluster, weir }: RebalanceSetting,
  { groupId, coordinatorId, members }: DescribeGroupResponse,
): Promise<Omit<CommitLoadOptions, 'fromOffset' | 'toOffset' | 'offsetsPerCall'>> {
  const { topic } = await weir.admin().describeTopic(groupId);
  return {
    address: cluster.member(coordinatorId).address,
    groupId,
    memberId: members[0]?.memberId ?? '',
    memberEpoch: members[0]?.memberEpoch ?? 0,
    topicId: topic.topicId,
    topic: groupId,
    partitions: partitionCount,
    outstanding,
    warmUpMs,
    measureMs,
  };
}

async function commitFrom(options: CommitLoadOptions): Promise<CommitLoadResult> {
  const main = join(import.meta.dirname, '..', 'commit-load-main.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [main, JSON.stringify(options)]);
  return JSON.parse(stdout) as CommitLoadResult;
}
