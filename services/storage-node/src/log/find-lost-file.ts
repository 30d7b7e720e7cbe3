import type { LogData } from './log-data.ts';
import { segmentFileName } from './segment.ts';

/** The path of a segment whose file is no longer there, though it may still be open. */
export async function findLostFile({
  environment,
  directory,
  segments,
}: LogData): Promise<string | undefined> {
  const names = new Set(await environment.fileSystem.list(directory));
  return segments.all.find(({ baseOffset }) => !names.has(segmentFileName(baseOffset)))?.path;
}
