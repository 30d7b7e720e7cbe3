import type { Clock } from '@weir/core';
import type { Logger } from '../logger.ts';
import { AuditFile } from './audit-file.ts';
import { AuditRate } from './audit-rate.ts';
import type { RefusalObserver } from './security-metrics.ts';

/** What an audit log is made of. */
export interface AuditLogOptions {
  readonly logger: Logger;
  readonly clock: Clock;
  /** Name of the service, in each line of the file. */
  readonly service: string;
  /** Where lines go beside the log; absent or empty: nowhere. */
  readonly path?: string;
  /** Told of refusals, each of them. */
  readonly refusals?: RefusalObserver | undefined;
  /** Where changes and refusals are kept beside the log; nowhere by default. */
  readonly sink?: AuditSink | undefined;
}

/** One line: what somebody did, or was not let do. */
export interface AuditEvent {
  readonly event: 'administrative-call' | 'access-denied' | 'authentication-failed';
  /** Unknown when authentication failed. */
  readonly principal?: string;
  /** Address of whoever called. */
  readonly peer: string;
  /** `AdminService/CreateTopic`. */
  readonly method: string;
  /** What it was about: `topic:orders`. */
  readonly resources?: readonly string[];
  /** `OK`, or the code of the error. */
  readonly outcome: string;
  /** Why it was refused, for people. */
  readonly reason?: string;
}

/** A line that is kept where it can be listed. */
export interface AuditLine extends AuditEvent {
  /** Unix time. */
  readonly timeMs: number;
  readonly service: string;
  /** More than 0: so many refusals of a principal in one second, of which this is the first. */
  readonly leftOut: number;
}

/** Keeps lines of an audit log. */
export interface AuditSink {
  /** Never throws, and never waits: a call must not feel it. */
  keep(line: AuditLine): void;
}

/**
 * Who administered what, and who was refused: one line each, to the service's log and to a file.
 *
 * Changes that were made are never left out. Of everything else a principal, or a host that failed to
 * authenticate, gets ten lines in a second, and one that says how many more there were.
 */
export class AuditLog {
  readonly #options: AuditLogOptions;
  readonly #file: AuditFile | undefined;
  readonly #rate: AuditRate;

  constructor(options: AuditLogOptions) {
    this.#options = options;
    const { clock, logger, path = '' } = options;
    this.#file = path === '' ? undefined : new AuditFile(path, logger);
    this.#rate = new AuditRate(clock, ({ who, count, keptCount, firstKept }) => {
      this.#write({ event: 'left-out', who, leftOut: count });
      if (firstKept !== undefined) this.#keep(firstKept, keptCount);
    });
  }

  /** Notes something that changed the cluster. */
  change(event: AuditEvent): void {
    this.#write({ ...event });
    this.#keep(event, 0);
  }

  /** Notes a refusal, or a change that failed: a few lines are as good as many. */
  note(event: AuditEvent): void {
    if (event.event !== 'administrative-call') this.#options.refusals?.refused(event.outcome);
    if (!this.#rate.admits(event.principal ?? hostOf(event.peer), event)) return;
    this.#write({ ...event });
    this.#keep(event, 0);
  }

  /** Notes a call that changes nothing, whatever came of it: in the log alone. */
  look(event: AuditEvent): void {
    if (this.#rate.admits(event.principal ?? hostOf(event.peer))) this.#write({ ...event });
  }

  /** Resolves when every line is where it belongs. */
  async stop(): Promise<void> {
    this.#rate.stop();
    await this.#file?.flush();
  }

  #keep(event: AuditEvent, leftOut: number): void {
    const { clock, service, sink } = this.#options;
    sink?.keep({ ...event, timeMs: clock.nowMs(), service, leftOut });
  }

  #write(line: Readonly<Record<string, unknown>>): void {
    const { logger, clock, service } = this.#options;
    logger.info({ audit: true, ...line }, 'Audit');
    if (this.#file === undefined) return;
    const time = new Date(clock.nowMs()).toISOString();
    this.#file.append(JSON.stringify({ time, service, ...line }));
  }
}

/** The host of a peer's address: a client that is refused comes from another port each time. */
function hostOf(peer: string): string {
  const end = peer.lastIndexOf(':');
  return end < 0 ? peer : peer.slice(0, end);
}
