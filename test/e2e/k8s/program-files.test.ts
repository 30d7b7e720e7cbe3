import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importsOf, programFiles } from './program-files.ts';

const root = join(import.meta.dirname, '..', '..');

it('finds the imports of a source, types and lines broken in the middle too', () => {
  const text = [
    "import { a } from './a.ts';",
    'import {',
    '  type B,',
    "} from './b.ts';",
    "export { c } from './c.ts';",
    "const text = 'import from';",
  ].join('\n');
  expect(importsOf(text)).toEqual(['./a.ts', './b.ts', './c.ts']);
});

it('takes along all that the load needs, and asks the image for no package that it lacks', async () => {
  const files = await programFiles(root, 'e2e/k8s/load/load-main.ts');
  expect(files.map(({ path }) => path)).toContain('harness/paced-producer.ts');
  const packages = new Set(
    files.flatMap(({ text }) => importsOf(text)).filter((name) => !/^(?:\.|node:)/u.test(name)),
  );
  const manifest = join(root, '../services/client/package.json');
  const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const present = ['@weir/client', ...Object.keys(dependencies)];
  expect(present).toEqual(expect.arrayContaining([...packages]));
  // What a ConfigMap can hold.
  expect(files.reduce((bytes, { text }) => bytes + text.length, 0)).toBeLessThan(1024 * 1024);
});
