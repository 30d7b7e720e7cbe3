import { writeFileSync } from 'node:fs';
import type { LocalCluster } from './local-cluster.ts';

/** Services to scrape, in the form of Prometheus' file service discovery. */
export interface ScrapeTarget {
  readonly targets: readonly string[];
  readonly labels: ScrapeLabels;
}

/** The labels that dashboards and alerts expect of every service. */
export interface ScrapeLabels {
  /** `weir-<service>`. */
  readonly job: string;
  /** The name of the process. */
  readonly instance: string;
  /** Which Weir it belongs to: alerts never add up two of them. */
  readonly weir_cluster: string;
}

/** Every service of a cluster, under the labels that dashboards and alerts expect. */
export function clusterScrapeTargets(cluster: LocalCluster): ScrapeTarget[] {
  return cluster.members.flatMap(({ role, name, opsAddress }) =>
    opsAddress === undefined
      ? []
      : [
          {
            targets: [opsAddress],
            labels: { job: `weir-${role}`, instance: name, weir_cluster: 'local' },
          },
        ],
  );
}

/** Writes a file that `PrometheusProcess` reads. */
export function writeScrapeTargets(file: string, targets: readonly ScrapeTarget[]): void {
  writeFileSync(file, `${JSON.stringify(targets, null, 2)}\n`);
}
