import type { Counter, Metrics } from '@weir/runtime';

import {
  type FailureKind,
  failureKinds,
  type HealthCounts,
  type HealthObserver,
} from '../partition/replica-health.ts';
import { largest, type NodeGauges, smallest } from './node-gauges.ts';

const states = ['online', 'recovering', 'failed'] as const;

/** Metrics of replicas: how they are, who leads, who is in sync. */
export class ReplicaMetrics implements HealthObserver {
  readonly #leaderStarts: Counter;
  readonly #shrinks: Counter;
  readonly #expands: Counter;
  readonly #healed: Counter;
  readonly #failures: Counter<'reason'>;

  constructor(metrics: Metrics, gauges: NodeGauges) {
    const count = (noun: string, help: string): Counter =>
      metrics.counter({ name: `weir_storage_node_${noun}_total`, help });
    this.#leaderStarts = count('leader_starts', 'Leader epochs that this node has started');
    this.#shrinks = count(
      'isr_shrinks',
      'Times that the in-sync set of a led partition got smaller',
    );
    this.#expands = count(
      'isr_expands',
      'Times that the in-sync set of a led partition got larger',
    );
    this.#healed = count('replicas_healed', 'Replicas that have come online again');
    this.#failures = metrics.counter({
      name: 'weir_storage_node_replica_failures_total',
      help: 'Replicas that were set aside',
      labels: ['reason'],
    });
    for (const reason of failureKinds) this.#failures.inc({ reason }, 0);
    registerMembership(gauges);
    registerLeading(gauges);
    registerHealth(gauges);
  }

  leaderStarted(): void {
    this.#leaderStarts.inc();
  }

  inSyncSetShrank(): void {
    this.#shrinks.inc();
  }

  inSyncSetGrew(): void {
    this.#expands.inc();
  }

  replicaFailed(reason: FailureKind): void {
    this.#failures.inc({ reason });
  }

  replicaHealed(): void {
    this.#healed.inc();
  }
}

function registerMembership(gauges: NodeGauges): void {
  gauges.add({
    noun: 'registered',
    help: '1 while the node is registered with the active controller',
    of: ({ isRegistered }) => Number(isRegistered),
    combine: smallest,
  });
  gauges.add({
    noun: 'caught_up',
    help: '1 while the node is registered and each replica that it should have is in sync',
    of: ({ isRegistered, isCaughtUp }) => Number(isRegistered && isCaughtUp),
    combine: smallest,
  });
  gauges.add({ noun: 'replicas', help: 'Replicas on this node', of: ({ replicas }) => replicas });
}

function registerLeading(gauges: NodeGauges): void {
  gauges.add({
    noun: 'leaders',
    help: 'Partitions that this node leads',
    of: ({ leading }) => leading.partitions,
  });
  gauges.add({
    noun: 'under_replicated_partitions',
    help: 'Led partitions with replicas not in sync',
    of: ({ leading }) => leading.underReplicated,
  });
  gauges.add({
    noun: 'under_min_isr_partitions',
    help: 'Led partitions with fewer in sync than min.insync.replicas: they refuse acks=all',
    of: ({ leading }) => leading.underMinIsr,
  });
  gauges.add({
    noun: 'at_min_isr_partitions',
    help: 'Led partitions with replicas not in sync that would refuse acks=all with one less',
    of: ({ leading }) => leading.atMinIsr,
  });
  gauges.add({
    noun: 'max_follower_lag_records',
    help: 'Records that the follower furthest behind lacks, over all led partitions',
    of: ({ leading }) => leading.maxFollowerLag,
    combine: largest,
  });
}

function registerHealth(gauges: NodeGauges): void {
  gauges.addLabelled({
    noun: 'failed_replicas',
    help: 'Replicas set aside, by reason',
    label: 'reason',
    values: failureKinds,
    of: ({ health }, reason) => health.failed[reason],
  });
  gauges.addLabelled({
    noun: 'replica_states',
    help: 'Replicas by state: online, recovering what they may have lost, failed',
    label: 'state',
    values: states,
    of: ({ health }, state) => (state === 'failed' ? failedCount(health) : health[state]),
  });
}

function failedCount({ failed }: HealthCounts): number {
  return failureKinds.reduce((total, kind) => total + failed[kind], 0);
}
