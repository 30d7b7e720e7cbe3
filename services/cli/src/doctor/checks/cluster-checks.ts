import type { Check } from '../check.ts';
import { aliveNodes, type ClusterSnapshot } from '../cluster-snapshot.ts';
import { counted, type Problem, someOf } from '../finding.ts';

const slowAnswerMs = 500;
/** Heartbeats come several times a second; a network may hold one up. */
const clockDifferenceMs = 5_000;

/** Controllers, coordinators and what all nodes have in common. */
export const clusterChecks: readonly Check[] = [
  {
    code: 'NO_CONTROLLER',
    severity: 'error',
    looksFor: 'no active controller that answers',
    why: 'Without one no leader is elected, no topic created and no node registered; data flows on.',
    remedy: 'See that a controller runs and that it reaches Redis: its log says what it waits for.',
    find: ({ controllerFailure, controllerAddress }) =>
      controllerFailure === undefined
        ? []
        : [
            {
              subject: 'cluster',
              what: `The controller at ${controllerAddress || 'an unknown address'} does not answer: ${controllerFailure}`,
              commands: ['weir cluster describe'],
            },
          ],
  },
  {
    code: 'SLOW_CONTROLLER',
    severity: 'notice',
    looksFor: `an active controller that takes more than ${slowAnswerMs} ms to answer`,
    why: 'Elections and every administrative call wait as long.',
    remedy: 'Look at the load of its machine, at Redis, and at the network between.',
    find: ({ controllerAnswerMs: answerMs, controllerAddress }) =>
      answerMs === undefined || answerMs <= slowAnswerMs
        ? []
        : [
            {
              subject: 'cluster',
              what: `The controller at ${controllerAddress} took ${Math.round(answerMs)} ms to answer`,
            },
          ],
  },
  {
    code: 'SHARDS_WITHOUT_COORDINATOR',
    severity: 'error',
    looksFor: 'group shards that no coordinator holds',
    why: 'Groups of these shards cannot join, commit or be described.',
    remedy: 'Start coordinators; one that was killed is replaced within its lease.',
    find: shardsWithoutCoordinator,
  },
  {
    code: 'VERSIONS_DIFFER',
    severity: 'notice',
    looksFor: 'nodes of different versions',
    why: 'It is well while an upgrade is under way, and forgotten nodes miss fixes afterwards.',
    remedy: 'Finish the upgrade.',
    find: versionsDiffer,
  },
  {
    code: 'CLOCK_DIFFERS',
    severity: 'warning',
    looksFor: `a clock of the cluster more than ${clockDifferenceMs / 1_000} s from the own`,
    why: 'Retention, timestamps, tokens and the times of resets go by clocks.',
    remedy: 'Synchronise both machines by NTP.',
    find: clockDiffers,
  },
];

function shardsWithoutCoordinator({
  coordinators,
  groupShards,
}: ClusterSnapshot): readonly Problem[] {
  const held = new Set(coordinators.flatMap(({ shards }) => shards));
  const missing = Array.from({ length: groupShards }, (_, shard) => shard).filter(
    (shard) => !held.has(shard),
  );
  if (missing.length === 0) return [];
  return [
    {
      subject: 'cluster',
      what: `${missing.length} of ${groupShards} group shards have no coordinator: ${someOf(missing)}`,
      commands: ['weir cluster describe'],
    },
  ];
}

function versionsDiffer(snapshot: ClusterSnapshot): readonly Problem[] {
  const nodesByVersion = new Map<string, number[]>();
  for (const { nodeId } of aliveNodes(snapshot)) {
    const version = snapshot.statuses.get(nodeId)?.version ?? '';
    if (version === '') continue;
    nodesByVersion.set(version, [...(nodesByVersion.get(version) ?? []), nodeId]);
  }
  if (nodesByVersion.size < 2) return [];
  const parts = [...nodesByVersion].map(
    ([version, nodes]) => `${version} on ${nodes.length === 1 ? 'node' : 'nodes'} ${someOf(nodes)}`,
  );
  return [{ subject: 'cluster', what: `Nodes run ${parts.join('; ')}` }];
}

/** A node that is down has reported long ago, whatever the clock. */
function clockDiffers(snapshot: ClusterSnapshot): readonly Problem[] {
  const { statuses, takenAtMs } = snapshot;
  const reportedAtMs = Math.max(
    0,
    ...aliveNodes(snapshot).map(({ nodeId }) => statuses.get(nodeId)?.reportedAtMs ?? 0),
  );
  // A cluster of an earlier version does not tell.
  if (reportedAtMs === 0) return [];
  const aheadMs = reportedAtMs - takenAtMs;
  if (Math.abs(aheadMs) <= clockDifferenceMs) return [];
  const seconds = counted(Math.round(Math.abs(aheadMs) / 1_000), 'second');
  return [
    {
      subject: 'cluster',
      what: `The controller's clock is ${seconds} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's`,
      commands: ['timedatectl status'],
    },
  ];
}
