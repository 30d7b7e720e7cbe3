import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkout } from './chart-folder.ts';
import { generatedFiles, shippedDashboards } from './generated-files.ts';

it('has the schema, the tables, the rules and the dashboards that follow from their sources', async () => {
  const files = await generatedFiles();
  const stale = files.filter(({ path, text }) => readText(path) !== text).map(({ path }) => path);
  expect(stale, 'run: npm run chart').toEqual([]);
});

it('ships no dashboard that has gone', async () => {
  const paths = (await generatedFiles()).map(({ path }) => path);
  const gone = shippedDashboards().filter(
    (name) => !paths.includes(`helm/weir/files/dashboards/${name}`),
  );
  expect(gone).toEqual([]);
});

function readText(path: string): string {
  try {
    return readFileSync(join(checkout, path), 'utf8');
  } catch {
    return '';
  }
}
