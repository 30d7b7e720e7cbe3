/** `npm run dashboards`: writes the dashboards of this folder as JSON into `dashboards/`. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFiles } from './dashboards.ts';

const folder = join(import.meta.dirname, 'dashboards');
const files = dashboardFiles();
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) {
  if (!files.has(file)) rmSync(join(folder, file));
}
for (const [file, text] of files) writeFileSync(join(folder, file), text);
process.stdout.write(`Wrote ${files.size} dashboards to ${folder}\n`);
