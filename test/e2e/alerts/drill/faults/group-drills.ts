import { GroupService } from '@weir/protos';
import { callUnary, ChannelPool } from '@weir/runtime';
import type { AlertDrill, Undo } from '../alert-drill.ts';
import { type DrillScene, kill, repeat } from '../drill-scene.ts';

/** Groups that do not read, and coordinators that do not coordinate. */
export const groupDrills: readonly AlertDrill[] = [
  {
    name: 'coordinators-killed',
    what: '`kill -9` of both coordinators, then both are started again',
    alerts: ['WeirGroupShardsUnheld'],
    begin: ({ cluster }) => kill(cluster.byRole('coordinator')),
  },
  {
    name: 'group-stopped',
    what: 'the only member of a group stopped while records are written',
    alerts: ['WeirGroupWithoutMembers', 'WeirGroupLagGrowing'],
    lowered: [{ alert: 'WeirGroupLagGrowing', from: '> 300', to: '> 5' }],
    begin: stopGroup,
  },
  {
    name: 'group-stuck',
    what: 'a member whose handler never returns (coordinators with `--stuck-consumer-ms 2000`)',
    alerts: ['WeirGroupStuck'],
    cluster: { coordinatorArgs: ['--stuck-consumer-ms', '2000'] },
    begin: stickMember,
  },
  {
    name: 'commits-refused',
    what: 'offsets beyond the end of the log committed again and again, for a group without members',
    alerts: ['WeirGroupOffsetsRefused'],
    begin: commitBeyondEnd,
  },
  {
    name: 'members-vanish',
    what: 'members of a group that join and whose connections break, without a goodbye',
    alerts: ['WeirGroupMembersFenced'],
    begin: vanish,
  },
];

async function stopGroup({ stopReader, weir, topic }: DrillScene): Promise<Undo> {
  await stopReader();
  return async () => {
    const consumer = weir.consumer({ groupId: 'billing', topics: [topic] });
    void (async () => {
      for await (const _ of consumer.records()) continue;
    })().catch(() => undefined);
  };
}

async function stickMember({ weir, topic }: DrillScene): Promise<Undo> {
  const consumer = weir.consumer({ groupId: 'stuck', topics: [topic], from: 'earliest' });
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const reading = consumer.run({ eachRecord: () => released }).catch(() => undefined);
  return async () => {
    release();
    await consumer.close();
    await reading;
  };
}

async function commitBeyondEnd({ cluster, admin, topic }: DrillScene): Promise<Undo> {
  const { topic: described } = await admin.describeTopic(topic);
  const channels = new ChannelPool();
  const client = channels.client(GroupService, cluster.member('gateway-1').address);
  const offsets = [{ topicId: described.topicId, topic, partition: 0, offset: 1_000_000 }];
  const request = { groupId: 'by-hand', memberId: '', memberEpoch: 0, offsets };
  const stop = repeat(() => callUnary(client, 'commitOffsets', request, { deadlineMs: 2_000 }), 20);
  return async () => {
    await stop();
    channels.close();
  };
}

async function vanish({ cluster }: DrillScene): Promise<Undo> {
  return repeat(async () => {
    const channels = new ChannelPool();
    const client = channels.client(GroupService, cluster.member('gateway-1').address);
    const stream = client.join();
    stream.on('error', () => undefined);
    stream.write({
      subscribe: { groupId: 'vanishing', topics: ['orders'], disconnectGraceMs: 100 },
    });
    await new Promise((resolve) => {
      stream.once('data', resolve);
      stream.once('close', resolve);
    });
    stream.cancel();
    channels.close();
  }, 200);
}
