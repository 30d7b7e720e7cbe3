import type { FileSystem, LogFile } from './file-system.ts';

interface CachedFile {
  readonly opened: Promise<LogFile>;
  uses: number;
  /** To be closed by its last user. */
  isEvicted: boolean;
}

/**
 * The segment files that a node keeps open: opened on demand, the least recently used closed.
 *
 * Invariants:
 *   - A file is not closed while `use` runs on it.
 *   - No more than `maxOpenFiles` are open beyond those in use.
 * Tests: `open-file-cache.test.ts`.
 */
export class OpenFileCache implements AsyncDisposable {
  readonly #fileSystem: FileSystem;
  readonly #maxOpenFiles: number;
  readonly #files = new Map<string, CachedFile>();
  // Those that nobody uses, in order of the end of their last use, the oldest first.
  readonly #idle = new Map<string, CachedFile>();

  constructor(fileSystem: FileSystem, maxOpenFiles: number) {
    this.#fileSystem = fileSystem;
    this.#maxOpenFiles = maxOpenFiles;
  }

  /** Files that are open or being opened. */
  get openFiles(): number {
    return this.#files.size;
  }

  /** Runs `task` on an existing file, which stays open at least as long. */
  use<Result>(path: string, task: (file: LogFile) => Promise<Result>): Promise<Result> {
    const cached = this.#files.get(path);
    if (cached === undefined) return this.#run(path, this.#fileSystem.openFile(path), task);
    return this.#runOn(path, cached, task);
  }

  /** As `use`, on a file that is created, or emptied if it exists. */
  async create<Result>(path: string, task: (file: LogFile) => Promise<Result>): Promise<Result> {
    await this.evict(path);
    return this.#run(path, this.#fileSystem.createFile(path), task);
  }

  /** Closes a file, once nobody uses it, before it is renamed or removed. */
  async evict(path: string): Promise<void> {
    const cached = this.#files.get(path);
    if (cached === undefined) return;
    this.#files.delete(path);
    this.#idle.delete(path);
    cached.isEvicted = true;
    if (cached.uses === 0) await close(cached);
  }

  /** Closes all files. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#files.keys()].map((path) => this.evict(path)));
  }

  #run<Result>(
    path: string,
    opened: Promise<LogFile>,
    task: (file: LogFile) => Promise<Result>,
  ): Promise<Result> {
    const cached: CachedFile = { opened, uses: 0, isEvicted: false };
    this.#files.set(path, cached);
    opened.catch(() => {
      // Not to be found again: the next use tries anew.
      if (this.#files.get(path) === cached) this.#files.delete(path);
    });
    return this.#runOn(path, cached, task);
  }

  async #runOn<Result>(
    path: string,
    cached: CachedFile,
    task: (file: LogFile) => Promise<Result>,
  ): Promise<Result> {
    cached.uses += 1;
    this.#idle.delete(path);
    this.#evictIdle();
    try {
      return await task(await cached.opened);
    } finally {
      cached.uses -= 1;
      const isUnused = cached.uses === 0;
      if (isUnused && cached.isEvicted) await close(cached);
      else if (isUnused && this.#files.get(path) === cached) this.#idle.set(path, cached);
      this.#evictIdle();
    }
  }

  #evictIdle(): void {
    if (this.#files.size <= this.#maxOpenFiles) return;
    for (const [path, cached] of this.#idle) {
      if (this.#files.size <= this.#maxOpenFiles) return;
      this.#files.delete(path);
      this.#idle.delete(path);
      void close(cached);
    }
  }
}

async function close(cached: CachedFile): Promise<void> {
  try {
    await (await cached.opened).close();
  } catch {
    // It did not open, or the system has given the descriptor back all the same.
  }
}
