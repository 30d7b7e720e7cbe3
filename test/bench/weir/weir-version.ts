import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Weir and its version, as the root package says. */
export function weirVersion(): string {
  const file = join(import.meta.dirname, '..', '..', '..', 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  return `Weir ${version}`;
}
