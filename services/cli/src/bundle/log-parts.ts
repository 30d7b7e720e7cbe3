import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError } from '../exit-code.ts';
import type { BundlePart } from './bundle-part.ts';
import type { Redactor } from './redactor.ts';
import { errorText } from '../format/error-text.ts';

/** Of each log, its end. */
const maxBytes = 5 * 2 ** 20;
const maxLineLength = 64 * 2 ** 10;
/** Of a folder, those that were written last. */
const maxFiles = 20;

/**
 * The ends of log files: those named, and those of a folder whose name has `.log` in it. `InputError` for a
 * path that is not there.
 */
export async function logParts(paths: readonly string[]): Promise<readonly BundlePart[]> {
  const files = (await Promise.all(paths.map(logFilesAt))).flat();
  return files.map((file, index) => ({
    name: `logs/${index + 1}-${basename(file)}`,
    write: (path, redactor) => copyEnd(file, path, redactor),
  }));
}

async function logFilesAt(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw new InputError(`--logs: ${errorText(error)}`);
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.log(?:\.|$)/.test(entry.name))
    .map(({ name }) => join(path, name));
  const files = await Promise.all(
    names.map(async (name) => ({ name, writtenMs: (await stat(name)).mtimeMs })),
  );
  return files
    .toSorted((left, right) => right.writtenMs - left.writtenMs)
    .slice(0, maxFiles)
    .map(({ name }) => name);
}

async function copyEnd(from: string, to: string, redactor: Redactor): Promise<void> {
  const { size } = await stat(from);
  const start = Math.max(0, size - maxBytes);
  const lines = createInterface({
    input: createReadStream(from, { start, end: Math.max(start, size - 1) }),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  await pipeline(Readable.from(redactedLines(lines, start > 0, redactor)), createWriteStream(to));
}

/**
 * Left out are the first line where it may be half a line, which could hide what it holds, and what may be
 * the inside of a key in PEM.
 */
async function* redactedLines(
  lines: AsyncIterable<string>,
  isCut: boolean,
  redactor: Redactor,
): AsyncGenerator<string> {
  let isFirst = isCut;
  let isInKey = false;
  for await (const line of lines) {
    const isLeftOut = isFirst || isInKey || /^[\d+/=A-Za-z]{60,}$/.test(line);
    isFirst = false;
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(line)) isInKey = true;
    if (line.includes('-----END ')) isInKey = false;
    if (isLeftOut) continue;
    const isLong = line.length > maxLineLength;
    yield isLong
      ? `[a line of ${line.length} characters is left out]\n`
      : `${redactor.logLine(line)}\n`;
  }
}
