import type { Figures } from './figure.ts';
import type { ServerProcess } from './process-usage.ts';

/** One case of a contest, measured of every contestant in every pair. */
export interface Variant {
  /** Names it to `--only`, in topics and in files. */
  readonly id: string;
  readonly what: string;
}

/** What the client of a measurement used over its whole life. */
export interface ClientUsage {
  readonly cpuSeconds: number;
  readonly peakRssMib: number;
}

/** What one measurement found. */
export interface Measurement {
  readonly figures: Figures;
  /** Bytes of values that were moved, warm-up of the client included; for the CPU per GiB. */
  readonly payloadBytes?: number;
  readonly client?: ClientUsage;
}

/** A system that is measured: Weir, or a peer. Calls come one after the other. */
export interface Contestant<Case extends Variant> {
  /** `weir`, or the name of the peer. */
  readonly name: string;
  /** Brings the system up; resolves when it could be used. */
  start(): Promise<void>;
  /** Of what runs, for the report; asked for after `start`. */
  version(): string;
  /** Warms up for a case, and makes what its measurements share. */
  prepare(variant: Case): Promise<void>;
  /** Makes what one measurement needs of its own, such as a topic; not measured. */
  arrange(variant: Case, pair: number): Promise<void>;
  /** Measures once. Throws when anything failed. */
  measure(variant: Case, pair: number): Promise<Measurement>;
  /** Checks what the measurement left, and removes it; not measured. Throws when records were lost. */
  clear(variant: Case, pair: number): Promise<void>;
  /** The processes that serve a case, whose CPU and memory count; those alive over a measurement. */
  servers(variant: Case): readonly ServerProcess[];
  /** Ends all that it started; also after a `start` that failed. */
  stop(): Promise<void>;
}
