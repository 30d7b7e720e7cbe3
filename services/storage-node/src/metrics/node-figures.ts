import type { DiskSpace } from '../database/data-directory.ts';
import type { IndexFigures } from '../database/index-figures.ts';
import type { HealthCounts } from '../partition/replica-health.ts';
import type { LeadingFigures } from './leading-figures.ts';

/** How far a start is with opening its logs. */
export interface RecoveryFigures {
  /** Logs that were found. */
  readonly found: number;
  /** Of these, how many are open, or have turned out not to open. */
  readonly recovered: number;
  /** How long it has taken: until now, while it goes on. */
  readonly seconds: number;
}

/** What the node's logs take, in memory and on disk. */
export interface LogFigures {
  readonly bytes: number;
  readonly segments: number;
  readonly openFiles: number;
  readonly tailBytes: number;
}

/** How a node is, as it is asked at each scrape: from memory, without a look at the disk. */
export interface NodeFigures {
  readonly isRegistered: boolean;
  /** Whether every replica that it should have is in sync. */
  readonly isCaughtUp: boolean;
  readonly isCleanStart: boolean;
  readonly replicas: number;
  readonly health: HealthCounts;
  readonly leading: LeadingFigures;
  readonly logs: LogFigures;
  readonly produceBytesInFlight: number;
  /** As it was when it was last looked at; undefined before that. */
  readonly disk: DiskSpace | undefined;
  readonly index: IndexFigures;
  readonly recovery: RecoveryFigures;
}
