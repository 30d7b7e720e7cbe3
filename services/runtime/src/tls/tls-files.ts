import { readFile } from 'node:fs/promises';
import { type Clock, type Timer, WeirError } from '@weir/core';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { certificateExpiresAtMs, tlsProblems } from './tls-problems.ts';
import type { TlsMaterial, TlsSource } from './tls-source.ts';

/** One of the files, and the name of the option that says where it is. */
export interface TlsFile {
  readonly path: string;
  readonly option: string;
}

/** The files of a process; at least one of them. */
export type TlsFileSet = { readonly [Part in keyof TlsMaterial]: TlsFile };

/** What the files are watched with. */
export interface TlsFilesOptions {
  readonly files: TlsFileSet;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Metrics | undefined;
}

/** How often the files are read again. */
const pollIntervalMs = 5_000;

interface Reading {
  readonly material: TlsMaterial;
  readonly problems: readonly string[];
}

/**
 * Certificates in files, read again every 5 s: replaced ones are taken over without a restart.
 *
 * Contents are compared, not times or inodes, so that files written in place, renamed over, and behind
 * symbolic links that are switched (Kubernetes' secrets) are all the same. New contents count once they
 * were read twice: the first time they may be half of what is being written. Those that are wrong are told
 * of once, and what was there before stays in use.
 *
 * Invariants:
 *   - `current` has passed `tlsProblems`.
 * Tests: `tls-files.test.ts`.
 */
export class TlsFiles implements TlsSource {
  readonly #options: TlsFilesOptions;
  readonly #listeners = new Set<() => void>();
  #current: TlsMaterial;
  /** What was read last, where it is not what is in use. */
  #candidate: Reading | undefined;
  #isRefusalTold = false;
  #isExpiryTold = false;
  #timer: Timer | undefined;
  #polling: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(options: TlsFilesOptions, current: TlsMaterial) {
    this.#options = options;
    this.#current = current;
    const { cert } = options.files;
    if (cert !== undefined) {
      options.metrics?.gauge(
        {
          name: 'weir_tls_certificate_expiry_timestamp_seconds',
          help: 'Unix time at which the certificate in use ends',
        },
        (gauge) => {
          gauge.set(this.#expiresAtMs() / 1_000);
        },
      );
    }
    this.#noteExpiry();
    this.#schedule();
  }

  /** Reads the files and starts to watch them; `INVALID_CONFIG` lists all that is wrong with them. */
  static async open(options: TlsFilesOptions): Promise<TlsFiles> {
    const { material, problems } = await read(options.files);
    if (problems.length > 0) throw new WeirError('INVALID_CONFIG', problems.join('; '));
    return new TlsFiles(options, material);
  }

  get current(): TlsMaterial {
    return this.#current;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the watch; what is in use stays. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    await this.#polling;
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#timer = this.#options.clock.setTimer(pollIntervalMs, () => {
      this.#polling = this.#poll();
    });
  }

  async #poll(): Promise<void> {
    const reading = await read(this.#options.files);
    if (isSame(reading, { material: this.#current, problems: [] })) this.#candidate = undefined;
    else if (this.#candidate === undefined || !isSame(reading, this.#candidate))
      this.#note(reading);
    else if (reading.problems.length === 0) this.#replace(reading.material);
    else this.#refuse(reading);
    this.#noteExpiry();
    this.#schedule();
  }

  #note(reading: Reading): void {
    this.#candidate = reading;
    this.#isRefusalTold = false;
  }

  #replace(material: TlsMaterial): void {
    this.#current = material;
    this.#candidate = undefined;
    this.#isExpiryTold = false;
    this.#options.logger.info(
      { expiresAt: this.#expiresAt() },
      'TLS certificates replaced: new connections use them',
    );
    for (const listener of [...this.#listeners]) listener();
  }

  #refuse({ problems }: Reading): void {
    if (this.#isRefusalTold) return;
    this.#isRefusalTold = true;
    this.#options.logger.error(
      { problems },
      'New TLS certificates cannot be used: the old ones stay in use',
    );
  }

  #noteExpiry(): void {
    if (this.#isExpiryTold || this.#expiresAtMs() > this.#options.clock.nowMs()) return;
    this.#isExpiryTold = true;
    this.#options.logger.warn({ expiredAt: this.#expiresAt() }, 'TLS certificate has expired');
  }

  #expiresAt(): string | undefined {
    const expiresAtMs = this.#expiresAtMs();
    return Number.isFinite(expiresAtMs) ? new Date(expiresAtMs).toISOString() : undefined;
  }

  #expiresAtMs(): number {
    const { cert } = this.#current;
    return cert === undefined ? Number.POSITIVE_INFINITY : certificateExpiresAtMs(cert);
  }
}

const parts = ['ca', 'cert', 'key'] as const;

async function read(files: TlsFileSet): Promise<Reading> {
  const material: { -readonly [Part in keyof TlsMaterial]: Buffer } = {};
  const problems: string[] = [];
  for (const part of parts) {
    const file = files[part];
    if (file === undefined) continue;
    try {
      material[part] = await readFile(file.path);
    } catch (error) {
      problems.push(`${nameOf(file)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  // One file that is missing says nothing about the others that belong to it.
  if (problems.length > 0) return { material, problems };
  const { ca, cert, key } = files;
  const names = { ca: nameOf(ca), cert: nameOf(cert), key: nameOf(key) };
  return { material, problems: tlsProblems(material, names) };
}

function nameOf(file: TlsFile | undefined): string {
  return file === undefined ? '' : `${file.option} (${file.path})`;
}

function isSame(one: Reading, other: Reading): boolean {
  return (
    one.problems.join() === other.problems.join() &&
    parts.every((part) => isSameText(one.material[part], other.material[part]))
  );
}

function isSameText(one: Buffer | undefined, other: Buffer | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.equals(other);
}
