import type { LocalClusterOptions } from '../../../harness/local-cluster.ts';
import { ClusterNetwork } from '../../../harness/network/cluster-network.ts';
import { SmallDisk } from '../../../harness/small-disk.ts';
import { SlowDisk } from './slow-disk.ts';
import type { DrillScene } from './drill-scene.ts';

/** Ends a fault. */
export type Undo = () => Promise<void>;

/** What a cluster of a drill has besides. */
export type DrillEnvironment =
  'plain' | 'proxied' | 'small-disk' | 'small-redis-disk' | 'slow-disk' | 'tls' | 'secured';

/** A threshold that would take too long, or too much, to pass for real. */
export interface LoweredThreshold {
  readonly alert: string;
  readonly from: string;
  readonly to: string;
}

/** A fault that is made for real, and the alerts that it must cause. */
export interface AlertDrill {
  readonly name: string;
  /** What is done, for the runbooks. */
  readonly what: string;
  readonly alerts: readonly string[];
  readonly environment?: DrillEnvironment;
  readonly cluster?: Pick<LocalClusterOptions, 'nodes' | 'coordinatorArgs'>;
  readonly lowered?: readonly LoweredThreshold[];
  /** How long all alerts may take to fire; 90 s by default. */
  readonly patienceMs?: number;
  /** Resolves when the fault is there, or goes on. */
  readonly begin: (scene: DrillScene) => Promise<Undo>;
}

/** Why a drill cannot be held on this machine; undefined when it can. */
export function whyNot({ environment }: AlertDrill): string | undefined {
  if (environment === 'proxied') return ClusterNetwork.whyNot();
  if (environment === 'slow-disk') return SlowDisk.whyNot();
  if (environment === 'small-disk' || environment === 'small-redis-disk') return SmallDisk.whyNot();
  return undefined;
}
