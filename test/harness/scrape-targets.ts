import { writeFileSync } from 'node:fs';
import type { LocalCluster } from './local-cluster.ts';

/** Services to scrape, in the form of Prometheus' file service discovery. */
export interface ScrapeTarget {
  readonly targets: readonly string[];
  /** `job` is `weir-<service>`, `instance` the name of the process. */
  readonly labels: { readonly job: string; readonly instance: string };
}

/** Every service of a cluster, under the labels that dashboards and alerts expect. */
export function clusterScrapeTargets(cluster: LocalCluster): ScrapeTarget[] {
  return cluster.members.flatMap(({ role, name, opsAddress }) =>
    opsAddress === undefined
      ? []
      : [{ targets: [opsAddress], labels: { job: `weir-${role}`, instance: name } }],
  );
}

/** Writes a file that `PrometheusProcess` reads. */
export function writeScrapeTargets(file: string, targets: readonly ScrapeTarget[]): void {
  writeFileSync(file, `${JSON.stringify(targets, null, 2)}\n`);
}
