import type { Clock } from '@weir/core';
import type { Logger } from '@weir/runtime';

import type { DataDirectory, DiskSpace } from './database/data-directory.ts';
import { type IndexFigures, noIndexFigures } from './database/index-figures.ts';
import { Poller } from './poller.ts';

/** What a watch over the disk works with. */
export interface DiskWatchOptions {
  readonly directory: DataDirectory;
  readonly clock: Clock;
  readonly logger: Logger;
}

const spaceIntervalMs = 500;
const indexIntervalMs = 10_000;

/** How much room there is on the disk and what LevelDB takes of it, measured beside all other work. */
export class DiskWatch implements AsyncDisposable {
  readonly #options: DiskWatchOptions;
  readonly #spacePoller: Poller;
  readonly #indexPoller: Poller;
  #space: DiskSpace | undefined;
  #index: IndexFigures = noIndexFigures;

  constructor(options: DiskWatchOptions) {
    const { clock } = options;
    this.#options = options;
    this.#spacePoller = new Poller({
      clock,
      intervalMs: spaceIntervalMs,
      poll: () => this.#measureSpace(),
    });
    this.#indexPoller = new Poller({
      clock,
      intervalMs: indexIntervalMs,
      poll: () => this.#measureIndex(),
    });
  }

  /** Undefined before it was measured, or where the system does not say. */
  get space(): DiskSpace | undefined {
    return this.#space;
  }

  get index(): IndexFigures {
    return this.#index;
  }

  /** Resolves when both were measured for the first time. */
  async start(): Promise<void> {
    await Promise.all([this.#spacePoller.start(), this.#indexPoller.start()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#spacePoller[Symbol.asyncDispose]();
    await this.#indexPoller[Symbol.asyncDispose]();
  }

  async #measureSpace(): Promise<void> {
    const { directory, logger } = this.#options;
    try {
      this.#space = await directory.freeSpace();
    } catch (error) {
      logger.debug({ err: error }, 'free space is not known');
    }
  }

  async #measureIndex(): Promise<void> {
    const { directory, logger } = this.#options;
    try {
      this.#index = await directory.database.measure();
    } catch (error) {
      logger.debug({ err: error }, 'LevelDB could not be measured');
    }
  }
}
