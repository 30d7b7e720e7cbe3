import { createReadStream, fstatSync, openSync, type Stats } from 'node:fs';
import { Readable } from 'node:stream';
import { InputError } from '../exit-code.ts';
import { errorText } from '../format/error-text.ts';

/** Where lines come from. */
export interface Input {
  readonly stream: Readable;
  /** Size of a file; 0 where it is not known, as of a pipe. */
  readonly sizeBytes: number;
}

const chunkBytes = 256 * 1024;

/** Standard input, or the file of this path; an `InputError` for one that cannot be read. */
export function openInput(path: string | undefined): Input {
  if (path === undefined || path === '-') {
    return { stream: process.stdin, sizeBytes: sizeOf(statStandardInput()) };
  }
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    throw new InputError(`Cannot read "${path}": ${reasonOf(error)}`, { cause: error });
  }
  const stats = fstatSync(descriptor);
  if (stats.isDirectory()) throw new InputError(`Cannot read "${path}": it is a directory`);
  const stream = createReadStream(path, { fd: descriptor, highWaterMark: chunkBytes });
  return { stream, sizeBytes: sizeOf(stats) };
}

/** A line that is given. */
export function openText(line: string): Input {
  const bytes = Buffer.from(`${line}\n`);
  return { stream: Readable.from([bytes]), sizeBytes: bytes.length };
}

function statStandardInput(): Stats | undefined {
  try {
    return fstatSync(0);
  } catch {
    return undefined;
  }
}

function sizeOf(stats: Stats | undefined): number {
  return stats?.isFile() === true ? stats.size : 0;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'you may not read it';
  return errorText(error);
}
