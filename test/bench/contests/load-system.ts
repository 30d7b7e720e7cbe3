import type { ServerProcess } from '../contest/process-usage.ts';
import type { LoadReport } from '../load/load-report.ts';
import type { Load, LoadTopic } from './load-variant.ts';

/** A topic, and how it was made. */
export interface NamedTopic extends LoadTopic {
  readonly name: string;
}

/** What a contest of loads asks of a system: topics, and clients that run to their end. */
export interface LoadSystem {
  readonly name: string;
  readonly start: () => Promise<void>;
  /** Of what runs; asked for after `start`. */
  readonly version: () => string;
  /** The processes that serve topics of this kind. */
  readonly servers: (topic: LoadTopic) => readonly ServerProcess[];
  /** Resolves when all replicas are in sync. */
  readonly makeTopic: (topic: NamedTopic) => Promise<void>;
  readonly deleteTopic: (topic: NamedTopic) => Promise<void>;
  /** Seconds that its client of a load at a fixed rate runs before it is measured. */
  readonly warmUpSeconds: number;
  /** Runs the client of a load; throws when it failed or did not move every record. */
  readonly run: (topic: NamedTopic, load: Load) => Promise<LoadReport>;
  readonly stop: () => Promise<void>;
}
