import { readFile, writeFile } from 'node:fs/promises';

/** A process of a contestant. */
export interface ServerProcess {
  readonly name: string;
  readonly pid: number;
  /** Whether it holds records: a storage node, a broker. */
  readonly isNode: boolean;
}

/** What a process has used since its start. */
export interface ProcessUsage {
  /** User and system time of all its threads. */
  readonly cpuSeconds: number;
  readonly rssMib: number;
  /** Highest since its start, or since `resetPeakRss`. */
  readonly peakRssMib: number;
}

/** `USER_HZ`: Linux counts CPU time in hundredths of a second for everybody who reads /proc. */
const ticksPerSecond = 100;

/** Throws when there is no such process, or no /proc as on Linux. */
export async function readProcessUsage(pid: number | 'self'): Promise<ProcessUsage> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ]);
  return {
    cpuSeconds: parseCpuSeconds(stat),
    rssMib: parseMib(status, 'VmRSS'),
    peakRssMib: parseMib(status, 'VmHWM'),
  };
}

/** Lets the peak start anew from the memory in use now. */
export async function resetPeakRss(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** CPU seconds that the hypervisor gave to others since the machine's start, of all cores. */
export async function readStealSeconds(): Promise<number> {
  const [total = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  return Number(total.split(/\s+/)[8] ?? 0) / ticksPerSecond;
}

/** User and system time of a /proc/PID/stat; the name in it may hold blanks and brackets. */
export function parseCpuSeconds(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** A size of a /proc/PID/status, which are in kB. */
export function parseMib(status: string, name: 'VmRSS' | 'VmHWM'): number {
  const line = status.split('\n').find((candidate) => candidate.startsWith(`${name}:`)) ?? '';
  return Number(/\d+/.exec(line)?.[0] ?? Number.NaN) / 1024;
}
