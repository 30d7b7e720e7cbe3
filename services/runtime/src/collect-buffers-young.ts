import { setFlagsFromString } from 'node:v8';

const flag = '--scavenger-max-new-space-capacity-mb=8';
/** Has the flag, and needs it: before, young collections came early enough. */
const firstMajor = 24;

/**
 * Frees the memory of buffers that die young in young collections, every some 32 MiB, for a process
 * that moves much through buffers.
 *
 * By itself V8 starts to mark the whole heap for every 64 MiB of new buffers, which comes before its
 * first young collection would: half of the CPU of a storage node that serves consumers.
 */
export function collectBuffersYoung(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= firstMajor) setFlagsFromString(flag);
}
