import type { ClientUsage } from '../contest/contestant.ts';
import type { Figures } from '../contest/figure.ts';
import { readProcessUsage } from '../contest/process-usage.ts';

/** The one line that a load generator prints: what it measured, and what it used. */
export interface LoadReport {
  readonly figures: Figures;
  readonly client: ClientUsage;
}

/** The options that the generator was started with. */
export function readOptions(): unknown {
  return JSON.parse(process.argv[2] ?? '');
}

/**
 * Prints the report of this process, and of helpers that used so much CPU: the last thing that it does.
 */
export async function printReport(figures: Figures, helpersCpuSeconds = 0): Promise<void> {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  // Not `maxRSS` of the same call: that one starts with the memory of the process that forked.
  const { peakRssMib } = await readProcessUsage('self');
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6 + helpersCpuSeconds;
  const report: LoadReport = { figures, client: { cpuSeconds, peakRssMib } };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
