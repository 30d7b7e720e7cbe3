import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The checkout's own buf. */
export const buf = join(root, 'node_modules', '.bin', 'buf');
const cacheDir = join(root, 'node_modules', '.cache', 'weir-conformance');

/** The drivers' sources, a folder for each language. */
export const driversDir = join(import.meta.dirname, 'drivers');

/** The public proto files; what imports them names them from here. */
export const protosDir = join(root, 'protos');

/** What is built, of what. */
export interface BuildOptions {
  /** Folder in the cache, such as `python/venv`. */
  readonly name: string;
  /** Files and folders; a change in any of them builds anew. */
  readonly inputs: readonly string[];
  /** Versions of tools, likewise. */
  readonly versions?: readonly string[];
  /** Fills an empty folder. */
  readonly build: (directory: string) => Promise<void>;
}

/** Builds into the cache folder, unless it holds what these inputs make; returns the folder. */
export async function buildOnce({ name, inputs, versions, build }: BuildOptions): Promise<string> {
  const directory = join(cacheDir, name);
  const stampFile = `${directory}.inputs`;
  const stamp = hashOf(inputs, versions ?? []);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return directory;

  rmSync(stampFile, { force: true });
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  await build(directory);
  writeFileSync(stampFile, stamp);
  return directory;
}

function hashOf(inputs: readonly string[], versions: readonly string[]): string {
  const hash = createHash('sha256').update(versions.join('\n'));
  for (const file of inputs.flatMap(listFiles).toSorted()) {
    hash.update(`\n${relative(root, file)}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function listFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return globSync('**/*', { cwd: path })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile());
}
