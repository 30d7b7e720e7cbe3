import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { create } from 'tar';
import { describeFailure, InterruptedError } from '../exit-code.ts';
import type { BundlePart } from './bundle-part.ts';
import type { Redactor } from './redactor.ts';

/** A part that is in the archive. */
export interface WrittenPart {
  readonly name: string;
  readonly bytes: number;
  readonly durationMs: number;
}

/** A part that is not, and why. */
export interface FailedPart {
  readonly name: string;
  readonly reason: string;
}

/** What became of a bundle. */
export interface BundleManifest {
  /** Unix milliseconds. */
  readonly createdAtMs: number;
  readonly version: string;
  readonly isRedacted: boolean;
  readonly parts: readonly WrittenPart[];
  readonly failures: readonly FailedPart[];
}

/** How a bundle is written. */
export interface BundleOptions {
  /** Where the archive goes; it must not be there yet. */
  readonly file: string;
  readonly version: string;
  readonly isRedacted: boolean;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
  /** Told before each part. */
  readonly onPart: (name: string) => void;
}

/**
 * Writes the parts, one after the other, into an archive that only its owner can read. A part that fails is
 * told in `manifest.json`. Nothing is left behind when it rejects.
 */
export async function writeBundle(
  parts: readonly BundlePart[],
  options: BundleOptions,
): Promise<BundleManifest> {
  const { file, version, isRedacted } = options;
  const directory = await mkdtemp(join(tmpdir(), 'weir-bundle-'));
  const folder = basename(file).replace(/(?:\.tar)?(?:\.gz|\.tgz)?$/, '') || 'weir-bundle';
  try {
    const { written, failures } = await writeParts(parts, join(directory, folder), options);
    const manifest = { createdAtMs: Date.now(), version, isRedacted, parts: written, failures };
    await writeFile(
      join(directory, folder, 'manifest.json'),
      `${JSON.stringify(manifest, undefined, 2)}\n`,
    );
    await create({ gzip: true, portable: true, mode: 0o600, cwd: directory, file }, [folder]);
    return manifest;
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function writeParts(
  parts: readonly BundlePart[],
  root: string,
  { redactor, signal, onPart }: BundleOptions,
): Promise<{ readonly written: readonly WrittenPart[]; readonly failures: readonly FailedPart[] }> {
  const written: WrittenPart[] = [];
  const failures: FailedPart[] = [];
  await mkdir(root, { recursive: true });
  for (const { name, write } of parts) {
    if (signal.aborted) throw new InterruptedError('Interrupted');
    onPart(name);
    const path = join(root, ...name.split('/'));
    const startedMs = performance.now();
    try {
      await mkdir(dirname(path), { recursive: true });
      await write(path, redactor);
      const durationMs = Math.round(performance.now() - startedMs);
      written.push({ name, bytes: (await stat(path)).size, durationMs });
    } catch (error) {
      await rm(path, { force: true });
      failures.push({ name, reason: redactor.text(describeFailure(error).text) });
    }
  }
  return { written, failures };
}
