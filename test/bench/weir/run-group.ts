import type { GroupMemberOptions } from '../load/load-options.ts';
import type { LoadReport } from '../load/load-report.ts';
import { sum } from '../statistics.ts';
import { LoadProcess, type LoadSetting } from './load-process.ts';

/**
 * Lets so many members of a new group begin at once. The rate is that of all together, from the first
 * record of any to the last of any.
 */
export async function runGroup(
  members: number,
  options: GroupMemberOptions,
  setting: LoadSetting,
): Promise<LoadReport> {
  const processes = Array.from(
    { length: members },
    () => new LoadProcess('group-member', options, setting),
  );
  await Promise.all(processes.map((process) => process.whenReady()));
  for (const process of processes) process.go();
  const reports = await Promise.all(processes.map((process) => process.report()));
  const reading = reports.map(({ figures }) => figures).filter(({ records = 0 }) => records > 0);
  const firstAtMs = Math.min(...reading.map((figures) => figures['firstAtMs'] ?? Number.NaN));
  const lastAtMs = Math.max(...reading.map((figures) => figures['lastAtMs'] ?? Number.NaN));
  const records = sum(reading.map((figures) => figures['records'] ?? 0));
  return {
    figures: { records, recordsPerSecond: records / ((lastAtMs - firstAtMs) / 1_000) },
    client: {
      cpuSeconds: sum(reports.map(({ client }) => client.cpuSeconds)),
      peakRssMib: sum(reports.map(({ client }) => client.peakRssMib)),
    },
  };
}
