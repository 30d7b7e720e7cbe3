import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Prints how large each part of an installed folder is. */
export function printSizes(app) {
  for (const name of [...readdirSync(app), '.']) {
    const mebibytes = sizeOf(join(app, name)) / 2 ** 20;
    process.stdout.write(`${mebibytes.toFixed(1).padStart(8)} MiB  ${name}\n`);
  }
}

function sizeOf(path) {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) return stats.isFile() ? stats.size : 0;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
