import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder of this checkout. */
export const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** The folder of the chart. */
export const chartFolder = join(checkout, 'helm/weir');

/** The values files that the chart is tried with, by name: `tls-existing-secret`. */
export const ciNames: readonly string[] = readdirSync(join(chartFolder, 'ci'))
  .filter((name) => name.endsWith('-values.yaml'))
  .map((name) => name.slice(0, -'-values.yaml'.length))
  .toSorted();

/** The path of a values file by its name. */
export function ciFile(name: string): string {
  return join(chartFolder, 'ci', `${name}-values.yaml`);
}
