import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sum } from '../statistics.ts';
import type { Contestant, Measurement, Variant } from './contestant.ts';
import type { Figures } from './figure.ts';
import {
  readProcessUsage,
  readStealSeconds,
  resetPeakRss,
  type ServerProcess,
} from './process-usage.ts';

/** A measurement with what its servers and its client used meanwhile. */
export interface MeasuredFigures {
  readonly figures: Figures;
  /** CPU seconds that the hypervisor took away meanwhile. */
  readonly stealSeconds: number;
}

const bytesPerGib = 2 ** 30;

/**
 * Measures once, and reads from /proc what the servers used over the life of the client, its start
 * included. What earlier runs left to be written is on disk before.
 */
export async function measureWithUsage<Case extends Variant>(
  contestant: Contestant<Case>,
  variant: Case,
  pair: number,
): Promise<MeasuredFigures> {
  await contestant.arrange(variant, pair);
  await promisify(execFile)('sync');
  const measured = await measureUsage(contestant, variant, pair);
  await contestant.clear(variant, pair);
  return measured;
}

async function measureUsage<Case extends Variant>(
  contestant: Contestant<Case>,
  variant: Case,
  pair: number,
): Promise<MeasuredFigures> {
  const servers = contestant.servers(variant);
  await Promise.all(servers.map(({ pid }) => resetPeakRss(pid)));
  const cpuBefore = await readCpuSeconds(servers);
  const stealBefore = await readStealSeconds();
  const startedAtMs = performance.now();
  const measurement = await contestant.measure(variant, pair);
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const stealSeconds = (await readStealSeconds()) - stealBefore;
  if (measurement.payloadBytes === undefined) return { figures: measurement.figures, stealSeconds };
  const cpuSeconds = (await readCpuSeconds(servers)) - cpuBefore;
  const figures = {
    ...measurement.figures,
    ...toServerFigures(cpuSeconds, seconds, measurement.payloadBytes),
    ...(await readPeaks(servers)),
    ...toClientFigures(measurement),
  };
  return { figures, stealSeconds };
}

async function readCpuSeconds(servers: readonly ServerProcess[]): Promise<number> {
  const usages = await Promise.all(servers.map(({ pid }) => readProcessUsage(pid)));
  return sum(usages.map(({ cpuSeconds }) => cpuSeconds));
}

function toServerFigures(cpuSeconds: number, seconds: number, payloadBytes: number): Figures {
  return {
    serverCpuPerGib: cpuSeconds / (payloadBytes / bytesPerGib),
    serverCores: cpuSeconds / seconds,
  };
}

async function readPeaks(servers: readonly ServerProcess[]): Promise<Figures> {
  const peaks = await Promise.all(
    servers.map(async ({ pid, isNode }) => ({
      isNode,
      mib: (await readProcessUsage(pid)).peakRssMib,
    })),
  );
  return {
    nodePeakRssMib: Math.max(...peaks.filter(({ isNode }) => isNode).map(({ mib }) => mib)),
    serversPeakRssMib: sum(peaks.map(({ mib }) => mib)),
  };
}

function toClientFigures({ client, payloadBytes = 0 }: Measurement): Figures {
  if (client === undefined) return {};
  return {
    clientCpuPerGib: client.cpuSeconds / (payloadBytes / bytesPerGib),
    clientPeakRssMib: client.peakRssMib,
  };
}
