import { readFileSync } from 'node:fs';

/**
 * How many segment files may be kept open: what is wished for, but at most half of what the system lets
 * this process open, as sockets and the database need theirs. Where the system does not say, the wish.
 */
export function openFileLimit(wished: number, limitsFile = '/proc/self/limits'): number {
  try {
    const [, limit] = /^Max open files\s+(\d+)/m.exec(readFileSync(limitsFile, 'utf8')) ?? [];
    return limit === undefined ? wished : Math.min(wished, Math.floor(Number(limit) / 2));
  } catch {
    return wished;
  }
}
