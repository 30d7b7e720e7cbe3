import { join } from 'node:path';

/** Where a picture goes: `Topics, dark` becomes `screenshots/topics-dark.png`, which Git ignores. */
export function screenshotFile(title: string): string {
  const name = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 100);
  return join(import.meta.dirname, 'screenshots', `${name.replaceAll(/^-|-$/g, '')}.png`);
}
