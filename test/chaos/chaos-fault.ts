import { ClusterNetwork } from '../harness/network/cluster-network.ts';
import { SmallDisk } from '../harness/small-disk.ts';
import type { Scene } from './scene.ts';

/** Ends a fault. */
export type Undo = () => Promise<void>;

/** Something that goes wrong in a cluster under load. */
export interface ChaosFault {
  readonly name: string;
  readonly what: string;
  /** `plain`: `npm run cluster`; `proxied`: with a network of its own; `small-disk`: under node 1. */
  readonly environment: 'plain' | 'proxied' | 'small-disk';
  /** Whether a group may be given records again: what its members handled was not committed yet. */
  readonly mayRedeliver: boolean;
  /** Resolves when the fault is there. */
  readonly begin: (scene: Scene) => Promise<Undo>;
}

/** Why a fault cannot be tried on this machine; undefined when it can. */
export function whyNot({ environment }: ChaosFault): string | undefined {
  if (environment === 'proxied') return ClusterNetwork.whyNot();
  return environment === 'small-disk' ? SmallDisk.whyNot() : undefined;
}

/** For a fault that needs no end. */
export async function nothingToUndo(): Promise<void> {
  // It heals by itself.
}
