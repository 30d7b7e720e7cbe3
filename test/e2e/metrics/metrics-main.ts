/** `npm run metrics`: writes the list of all metrics, from one process of each service. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectMetrics } from './collect-metrics.ts';
import { catalogueFile, metricCatalogue } from './metric-catalogue.ts';

writeFileSync(catalogueFile, metricCatalogue(await collectMetrics()));
const prettier = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.bin', 'prettier');
const { status } = spawnSync(prettier, ['--write', '--log-level', 'warn', catalogueFile], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
