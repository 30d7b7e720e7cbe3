/**
 * Preloaded into the services whose metrics are listed: at each scrape the registry is described in a file
 * named after the service, in the folder `DUMP_REGISTRY_TO`. A scrape itself does not tell the labels of what
 * was not counted yet.
 */
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Registry } from 'prom-client';
import type { DescribedMetric } from './metric-catalogue.ts';

const folder = process.env['DUMP_REGISTRY_TO'];
const script = process.argv[1] ?? '';

if (folder !== undefined && basename(script) === 'main.ts') {
  const service = basename(dirname(dirname(script)));
  const scrape = Object.getOwnPropertyDescriptor(Registry.prototype, 'metrics')?.value as (
    this: Registry,
  ) => Promise<string>;
  Registry.prototype.metrics = async function describeAndScrape(this: Registry): Promise<string> {
    const described: DescribedMetric[] = this.getMetricsAsArray().map((metric) => {
      const { name, help, type, labelNames } = metric as unknown as DescribedMetric & {
        readonly labelNames: readonly string[];
      };
      return { name, help, type, labels: labelNames };
    });
    writeFileSync(join(folder, `${service}.json`), JSON.stringify(described));
    return scrape.call(this);
  };
}
