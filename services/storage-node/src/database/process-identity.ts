import { readFile } from 'node:fs/promises';

/** What tells a process apart from another that has got its pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Identity of this run of the kernel; null where the system does not say. */
  readonly bootId: string | null;
  /** Clock ticks from boot to the start of the process; null where the system does not say. */
  readonly startedAtTicks: string | null;
}

/** The identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  return {
    pid: process.pid,
    bootId: await readBootId(),
    startedAtTicks: await readStartTicks(process.pid),
  };
}

/** Whether the process still runs. Where the system does not say enough: whether its pid does. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const bootId = await readBootId();
  if (identity.bootId !== null && bootId !== null && identity.bootId !== bootId) return false;
  if (!hasPid(identity.pid)) return false;
  const startedAtTicks = await readStartTicks(identity.pid);
  if (identity.startedAtTicks === null || startedAtTicks === null) return true;
  return startedAtTicks === identity.startedAtTicks;
}

/** Identity of this run of the kernel; null where the system does not say. */
export async function readBootId(): Promise<string | null> {
  return (await readOrNull('/proc/sys/kernel/random/boot_id'))?.trim() ?? null;
}

function hasPid(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function readStartTicks(pid: number): Promise<string | null> {
  const stat = await readOrNull(`/proc/${pid}/stat`);
  // The second field, the program's name in brackets, may hold anything; starttime is the 22nd.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}
