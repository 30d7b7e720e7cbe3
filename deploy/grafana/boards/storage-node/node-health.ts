import type { Row } from '../../dashboard.ts';
import { oneIsWell, stat, table, zeroIsBest, zeroIsWell } from '../../panel.ts';
import { maxBy, sumBy } from '../../promql.ts';
import { failedReplicas, leastFreeDisk, writeP99 } from '../node-panels.ts';
import { node } from './node-series.ts';

/** Are the chosen nodes well: one look. */
export const nodeHealth: Row = {
  title: 'Are these nodes healthy?',
  panels: [
    stat({
      title: 'Registered',
      about: 'Whether every chosen node is registered with the active controller. Normal: yes.',
      runbook: 'WeirNodeNotRegistered',
      width: 3,
      query: { expr: `min(${node('registered')})` },
      steps: oneIsWell,
      words: { '0': 'no', '1': 'yes' },
    }),
    stat({
      title: 'Caught up',
      about:
        'Whether every replica of every chosen node is in sync. Normal: yes; no while a node ' +
        'recovers after a start.',
      runbook: 'WeirNodeRecoverySlow',
      width: 3,
      query: { expr: `min(${node('caught_up')})` },
      steps: oneIsWell,
      words: { '0': 'no', '1': 'yes' },
    }),
    stat({
      title: 'Under min ISR',
      about: 'Led partitions with too few replicas in sync to accept writes. Normal: 0.',
      runbook: 'WeirPartitionUnderMinIsr',
      width: 3,
      query: { expr: sumBy([], node('under_min_isr_partitions')) },
      steps: zeroIsWell,
    }),
    stat({
      title: 'Under replicated',
      about: 'Led partitions with a follower out of sync. Normal: 0.',
      runbook: 'WeirPartitionUnderReplicated',
      width: 3,
      query: { expr: sumBy([], node('under_replicated_partitions')) },
      steps: zeroIsBest,
    }),
    failedReplicas(node, 'Replicas set aside because of damage or a failing disk. Normal: 0.'),
    stat({
      title: 'Disk full',
      about: 'Nodes that refuse writes for lack of space. Normal: 0.',
      runbook: 'WeirDiskFull',
      width: 3,
      query: { expr: sumBy([], node('disk_full')) },
      steps: zeroIsWell,
    }),
    leastFreeDisk(node, 'Free share of the fullest disk. Normal: above 15 %.'),
    writeP99(
      node,
      'Time that 99 of 100 produce requests stay below. Normal: below 100 ms on SSDs.',
    ),
    table({
      title: 'Nodes',
      about:
        'Who they are, and how they last started. Normal: clean start 1; recovery of seconds after a ' +
        'clean start, of minutes after a crash with much data.',
      runbook: 'WeirNodeRecoverySlow',
      labels: [
        {
          name: 'Process',
          label: 'instance',
          opens: { uid: 'weir-services', variable: 'instance' },
        },
        { name: 'Node', label: 'node_id' },
        { name: 'Host', label: 'host' },
        { name: 'Rack', label: 'rack' },
      ],
      values: ['recovery_seconds', 'clean_start', 'replicas', 'leaders'].map((noun, index) => ({
        name: ['Recovery', 'Clean start', 'Replicas', 'Leads'][index] ?? noun,
        expr:
          `${maxBy(['instance'], node(noun))} * on (instance) group_left (node_id, host, rack) ` +
          maxBy(['instance', 'node_id', 'host', 'rack'], node('info')),
        unit: noun === 'recovery_seconds' ? ('s' as const) : ('short' as const),
      })),
      height: 6,
    }),
  ],
};
