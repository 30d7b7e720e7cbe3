import type { Bar } from '../contest/bar.ts';
import { runContest } from '../contest/contest.ts';
import { type Figure, usageFigures } from '../contest/figure.ts';
import { type PeerName, peerNames } from '../peers/peer-name.ts';
import { PeerSystem } from '../peers/peer-system.ts';
import { WeirSystem } from '../weir/weir-system.ts';
import type { Workload, WorkloadOptions } from '../workload.ts';
import { LoadContestant } from './load-contestant.ts';
import { type LoadVariant, scaleLoad } from './load-variant.ts';

/** A contest of loads as data. */
export interface LoadContest {
  readonly summary: string;
  /** Storage nodes, brokers, servers of each contestant. */
  readonly nodes: number;
  /** Of Weir, which is then measured against itself alone; none by default. */
  readonly gateways?: number;
  readonly variants: readonly LoadVariant[];
  /** What the clients measure. */
  readonly figures: readonly Figure[];
  readonly bars: readonly Bar[];
  readonly notes: readonly string[];
}

const defaultPairs = 5;

/** The workload that measures Weir, and the peers that are asked for, under the same loads in turn. */
export function loadContest(contest: LoadContest): Workload {
  const { summary, nodes, gateways = 0, variants, figures, bars, notes } = contest;
  return {
    summary,
    repeats: 'pairs',
    defaultTrials: defaultPairs,
    defaultPeers: gateways > 0 ? [] : peersOf(bars),
    parts: variants.map(({ id }) => id),
    run: (options: WorkloadOptions) => {
      const systems = [
        new WeirSystem({ nodes, gateways }, options),
        ...(gateways > 0 ? [] : options.peers).map((peer) => new PeerSystem(peer, nodes, options)),
      ];
      return runContest(
        {
          variants: variants.map((variant) => ({
            ...variant,
            load: scaleLoad(variant.load, options.scale),
          })),
          figures: [...figures, ...usageFigures],
          bars,
          notes,
          contestants: systems.map((system) => new LoadContestant(system)),
        },
        options,
      );
    },
  };
}

function peersOf(bars: readonly Bar[]): PeerName[] {
  return peerNames.filter(
    (peer) => peer === 'kafka' || bars.some(({ against }) => against?.peer === peer),
  );
}
