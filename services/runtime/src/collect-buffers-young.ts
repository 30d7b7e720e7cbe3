import { setFlagsFromString } from 'node:v8';

/** What `collectBuffersYoung` sets, for a process that is started with it on its command line instead. */
export const bufferFlags: readonly string[] = [
  // A young collection for every some 32 MiB of new buffers.
  '--scavenger-max-new-space-capacity-mb=8',
  // Else memory counts as used until a thread has come round to free it: on a busy machine too late.
  '--no-concurrent-array-buffer-sweeping',
  // Longer-lived buffers count with the heap: all of it is marked when both have grown to 2.2 times
  // of what was alive after the last time, not for each 64 MiB of them.
  '--external-memory-accounted-in-global-limit',
  '--heap-growing-percent=120',
];
/** Has the flags, and needs them: before, young collections came early enough. */
const firstMajor = 24;

/**
 * Frees the memory of buffers that die young in young collections, every some 32 MiB, and marks the
 * whole heap seldom, for a process that moves much through buffers.
 *
 * By itself V8 starts to mark the whole heap for every 64 MiB of new buffers, which comes before its
 * first young collection would: half of the CPU of a storage node under load. Measured: ADR 0007.
 */
export function collectBuffersYoung(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < firstMajor) return;
  for (const flag of bufferFlags) setFlagsFromString(flag);
}
