/** `npm run chart`: writes what in the chart follows from other files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkout } from './chart-folder.ts';
import { generatedFiles } from './generated-files.ts';

for (const { path, text } of await generatedFiles()) {
  const file = join(checkout, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
