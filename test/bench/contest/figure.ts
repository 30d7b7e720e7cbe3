/** One number that is measured of every contestant in every pair. */
export interface Figure {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
}

/** Values by the id of their figure. */
export type Figures = Readonly<Record<string, number>>;

/** Records of the whole client over the time from the first send to the last answer. */
export const recordsPerSecond: Figure = {
  id: 'recordsPerSecond',
  what: 'records',
  unit: '/s',
  better: 'higher',
};

/** Percentiles of a latency; what it is the latency of, the workload says. */
export const latencies: readonly Figure[] = [
  { id: 'p50Ms', what: 'p50', unit: 'ms', better: 'lower' },
  { id: 'p99Ms', what: 'p99', unit: 'ms', better: 'lower' },
  { id: 'p999Ms', what: 'p99.9', unit: 'ms', better: 'lower' },
];

/** What `measureWithUsage` adds to the figures of a measurement that moved a payload. */
export const usageFigures: readonly Figure[] = [
  { id: 'serverCpuPerGib', what: 'CPU of all servers', unit: 's/GiB', better: 'lower' },
  { id: 'clientCpuPerGib', what: 'CPU of the client', unit: 's/GiB', better: 'lower' },
  { id: 'serverCores', what: 'cores used by all servers', unit: '', better: 'lower' },
  { id: 'nodePeakRssMib', what: 'peak RSS of a node', unit: 'MiB', better: 'lower' },
  { id: 'serversPeakRssMib', what: 'peak RSS of all servers', unit: 'MiB', better: 'lower' },
  { id: 'clientPeakRssMib', what: 'peak RSS of the client', unit: 'MiB', better: 'lower' },
];
