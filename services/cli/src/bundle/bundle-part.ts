import { writeFile } from 'node:fs/promises';
import type { Redactor } from './redactor.ts';

/** One file of a bundle. */
export interface BundlePart {
  /** Its path inside the archive, with `/`. */
  readonly name: string;
  /** Writes it. What rejects is told in the manifest and stops no other part. */
  readonly write: (path: string, redactor: Redactor) => Promise<void>;
}

/** A document in JSON. */
export function documentPart(name: string, collect: () => Promise<unknown>): BundlePart {
  return {
    name,
    async write(path, redactor) {
      const text = JSON.stringify(redactor.document(await collect()), undefined, 2);
      await writeFile(path, `${text}\n`);
    },
  };
}

/** A text for people. */
export function textPart(name: string, collect: () => Promise<string>): BundlePart {
  return {
    name,
    async write(path, redactor) {
      await writeFile(path, `${redactor.text(await collect())}\n`);
    },
  };
}
