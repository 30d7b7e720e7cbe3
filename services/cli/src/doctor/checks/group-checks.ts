import type { DescribeGroupResponse, GroupListing } from '@weir/client';
import { formatDuration } from '../../format/duration-text.ts';
import type { Check } from '../check.ts';
import type { ClusterSnapshot } from '../cluster-snapshot.ts';
import { shellWord } from '../../format/shell-word.ts';
import { counted, type Problem, someOf } from '../finding.ts';

/** Consumers commit every few seconds: a younger lag says nothing. */
const oldLagMs = 10_000;

/** Consumer groups. */
export const groupChecks: readonly Check[] = [
  {
    code: 'GROUP_STUCK',
    severity: 'error',
    looksFor: 'partitions of a group whose member takes nothing although there are records',
    why: 'Their records wait, however many other members there are.',
    remedy:
      "Look at the member's log: it may hang in its handler, or fail at the same record again and " +
      'again. Restart it, or move its offset past the record.',
    find: ({ groups, groupDetails }) =>
      groups
        .filter(({ stuckPartitions }) => stuckPartitions > 0)
        .map((group) => stuckGroup(group, groupDetails)),
  },
  {
    code: 'GROUP_MEMBER_SILENT',
    severity: 'warning',
    looksFor: 'members that have lost their connection and still hold partitions',
    why: 'Nobody reads these until the member is back or its session is over.',
    remedy: 'Wait for the session timeout, or see what became of the process.',
    find: ({ groupDetails }) => groupDetails.flatMap(silentMembers),
  },
  {
    code: 'GROUP_LAG_GROWS',
    severity: 'warning',
    looksFor: 'a group whose lag, older than 10 s, has grown between two looks',
    why: 'It reads less than is written, and will lose records to retention when that goes on.',
    remedy: 'Add members, as long as there are partitions for them, or make them faster.',
    find: growingLag,
  },
  {
    code: 'GROUP_WITHOUT_MEMBERS',
    severity: 'notice',
    looksFor: 'a group with lag and no members',
    why: 'Nobody reads what comes in: the application is stopped, or the group is not needed any more.',
    remedy: 'Start the application, or delete the group.',
    find: ({ groups }) =>
      groups
        .filter(({ state, lag = 0 }) => state === 'GROUP_STATE_EMPTY' && lag > 0)
        .map(({ groupId, lag }) => ({
          subject: `group ${groupId}`,
          what: `Group ${groupId} has no members and a lag of ${lag} records`,
          commands: [
            `weir group describe ${shellWord(groupId)}`,
            `weir group delete ${shellWord(groupId)} --dry-run`,
          ],
        })),
  },
  {
    code: 'GROUP_IDLE_MEMBERS',
    severity: 'notice',
    looksFor: 'members that have no partition, since there are more of them than partitions',
    why: 'They do nothing but wait to take over from another.',
    remedy: 'Run fewer of them, or add partitions to the topic.',
    find: ({ groupDetails }) => groupDetails.flatMap(idleMembers),
  },
  {
    code: 'GROUP_NOT_SETTLING',
    severity: 'warning',
    looksFor: 'a group that still moves partitions among its members at the second look',
    why: 'A partition that changes hands is read by nobody until its member has let it go.',
    remedy: 'See which member has not reached its target: it may hang in its handler.',
    find: notSettling,
  },
];

function stuckGroup(
  { groupId, stuckPartitions }: GroupListing,
  details: readonly DescribeGroupResponse[],
): Problem {
  const stuck = (details.find((each) => each.groupId === groupId)?.partitions ?? []).filter(
    ({ isStuck }) => isStuck,
  );
  const [first] = stuck;
  const example =
    first === undefined
      ? ''
      : `: ${someOf(stuck.map(({ topic, partition }) => `${topic}/${partition}`))}` +
        `; member ${first.memberId} at offset ${first.position ?? first.committedOffset ?? 'unknown'} ` +
        `for ${formatDuration(first.stuckMs ?? 0)}`;
  return {
    subject: `group ${groupId}`,
    what: `Group ${groupId} is stuck in ${counted(stuckPartitions, 'partition')}${example}`,
    commands: [
      `weir group describe ${shellWord(groupId)}`,
      ...(first === undefined
        ? []
        : [
            `weir group reset ${shellWord(groupId)} --topic ${first.topic} ` +
              `--partition ${first.partition} --shift 1 --dry-run`,
          ]),
    ],
  };
}

function silentMembers({ groupId, members }: DescribeGroupResponse): readonly Problem[] {
  const silent = members.filter(({ isConnected, owned }) => !isConnected && owned.length > 0);
  const [first] = silent.toSorted((left, right) => right.silentMs - left.silentMs);
  if (first === undefined) return [];
  const held = silent.reduce((sum, { owned }) => sum + owned.length, 0);
  return [
    {
      subject: `group ${groupId}`,
      what:
        `${silent.length} of ${counted(members.length, 'member')} of group ${groupId} ` +
        `with ${counted(held, 'partition')} not connected: ${first.memberId} for ` +
        formatDuration(first.silentMs),
      commands: [`weir group describe ${shellWord(groupId)}`],
    },
  ];
}

function growingLag({ groups, groupDetails, secondLook }: ClusterSnapshot): readonly Problem[] {
  if (secondLook === undefined) return [];
  const before = new Map(groups.map(({ groupId, lag }) => [groupId, lag]));
  const details = new Map(groupDetails.map((each) => [each.groupId, each]));
  return secondLook.groups.flatMap(({ groupId, lag, members }) => {
    const first = before.get(groupId);
    if (members === 0 || lag === undefined || first === undefined || lag <= first) return [];
    const oldestMs = Math.max(
      0,
      ...(details.get(groupId)?.partitions ?? []).map(({ lagMs }) => lagMs ?? 0),
    );
    if (oldestMs < oldLagMs) return [];
    return [
      {
        subject: `group ${groupId}`,
        what:
          `The lag of group ${groupId} grew from ${first} to ${lag} records within ` +
          `${formatDuration(secondLook.afterMs)}; its oldest is ${formatDuration(oldestMs)} old`,
        commands: [`weir group describe ${shellWord(groupId)} --watch`],
      },
    ];
  });
}

function idleMembers({ groupId, members, state }: DescribeGroupResponse): readonly Problem[] {
  if (state !== 'GROUP_STATE_STABLE') return [];
  const idle = members.filter(({ owned, target }) => owned.length === 0 && target.length === 0);
  if (idle.length === 0) return [];
  return [
    {
      subject: `group ${groupId}`,
      what: `${idle.length} of ${counted(members.length, 'member')} of group ${groupId} have no partition`,
      commands: [`weir group describe ${shellWord(groupId)}`],
    },
  ];
}

function notSettling({ groups, secondLook }: ClusterSnapshot): readonly Problem[] {
  const moving = new Set(groups.filter(isReconciling).map(({ groupId }) => groupId));
  return (secondLook?.groups ?? [])
    .filter((group) => isReconciling(group) && moving.has(group.groupId))
    .map(({ groupId, members }) => ({
      subject: `group ${groupId}`,
      what: `Group ${groupId} of ${counted(members, 'member')} has not come to rest`,
      commands: [`weir group describe ${shellWord(groupId)}`],
    }));
}

function isReconciling({ state }: GroupListing): boolean {
  return state === 'GROUP_STATE_RECONCILING';
}
