import { resolve } from 'node:path';

/** Flags of Node that leave a CPU profile of each process in a directory; none without one. */
export function profileArgs(profileDirectory: string | undefined): string[] {
  if (profileDirectory === undefined) return [];
  return ['--cpu-prof', '--cpu-prof-dir', resolve(profileDirectory)];
}
