import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** A source of a program: its path below the root, with slashes, and its text. */
export interface ProgramFile {
  readonly path: string;
  readonly text: string;
}

/** A program's own source and all that it imports by relative paths, below `root`. */
export async function programFiles(root: string, entry: string): Promise<ProgramFile[]> {
  const files = new Map<string, ProgramFile>();
  const pending = [join(root, entry)];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (files.has(file)) continue;
    const text = await readFile(file, 'utf8');
    files.set(file, { path: relative(root, file).replaceAll(sep, '/'), text });
    for (const name of importsOf(text)) {
      if (name.startsWith('.')) pending.push(join(dirname(file), name));
    }
  }
  return [...files.values()].toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** What a source imports, in order. */
export function importsOf(text: string): string[] {
  const imports = text.matchAll(/^(?:import|export|\}) [^;]*?from '(?<name>[^']+)';$/gmu);
  return Array.from(imports, ({ groups }) => groups?.['name'] ?? '');
}
