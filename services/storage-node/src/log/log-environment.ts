import { join } from 'node:path';

import type { Clock, TopicId } from '@weir/core';
import type { Logger } from '@weir/runtime';

import type { NodeDatabase } from '../database/node-database.ts';
import { BoundedTasks } from './bounded-tasks.ts';
import { type FileSystem, nodeFileSystem } from './file-system.ts';
import { LogMemory } from './log-memory.ts';
import { type LogObserver, noLogObserver } from './log-observer.ts';
import { OpenFileCache } from './open-file-cache.ts';

/** What a `LogEnvironment` is made of. */
export interface LogEnvironmentOptions {
  /** The node's data directory: segments lie in `<topic-id>/<partition>/` below it. */
  readonly path: string;
  readonly database: NodeDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether the kernel died since the logs were last open: `previousShutdown === 'kernel-crash'`. */
  readonly mayHaveTornWrites: boolean;
  /** The system's by default. */
  readonly fileSystem?: FileSystem | undefined;
  /** Files kept open at most; 4,096 by default. */
  readonly maxOpenFiles?: number;
  /** Syncs under way at most; 3 by default, of the thread pool's 4 threads. */
  readonly maxSyncs?: number;
  /** Memory of all tails together; 64 MiB by default. */
  readonly tailBytes?: number;
  /** Memory that one log's written tail may take of it; 1 MiB by default. */
  readonly tailBytesPerLog?: number;
  /** Bytes queued for one log above which it takes no more; 8 MiB by default. */
  readonly queueBytesPerLog?: number;
  readonly observer?: LogObserver;
}

const mebibyte = 1024 * 1024;
/** Thousands of partitions may get their first record at once: the first of them are not to wait for all. */
const maxCreations = 8;

/** What all logs of a node share. Close the logs first, then dispose of it. */
export class LogEnvironment implements AsyncDisposable {
  readonly path: string;
  readonly database: NodeDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly mayHaveTornWrites: boolean;
  readonly fileSystem: FileSystem;
  readonly openFiles: OpenFileCache;
  readonly flushScheduler: BoundedTasks;
  /** Creations of segments: a file, its folder, and their syncs. */
  readonly creations = new BoundedTasks(maxCreations);
  readonly memory: LogMemory;
  readonly tailBytesPerLog: number;
  readonly queueBytesPerLog: number;
  readonly observer: LogObserver;

  constructor(options: LogEnvironmentOptions) {
    this.path = options.path;
    this.database = options.database;
    this.clock = options.clock;
    this.logger = options.logger;
    this.mayHaveTornWrites = options.mayHaveTornWrites;
    this.fileSystem = options.fileSystem ?? nodeFileSystem;
    this.openFiles = new OpenFileCache(this.fileSystem, options.maxOpenFiles ?? 4096);
    this.flushScheduler = new BoundedTasks(options.maxSyncs ?? 3);
    this.memory = new LogMemory(options.tailBytes ?? 64 * mebibyte);
    this.tailBytesPerLog = options.tailBytesPerLog ?? mebibyte;
    this.queueBytesPerLog = options.queueBytesPerLog ?? 8 * mebibyte;
    this.observer = options.observer ?? noLogObserver;
  }

  /** The folder of a topic. */
  topicDirectory(topicId: TopicId): string {
    return join(this.path, topicId);
  }

  /** The folder of a partition's segments. */
  partitionDirectory(topicId: TopicId, partition: number): string {
    return join(this.path, topicId, String(partition));
  }

  /** Removes files of one folder in the given order, durably. Reads that use them run on. */
  async removeFiles(directory: string, paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    for (const path of paths) {
      await this.openFiles.evict(path);
      await this.fileSystem.removeFile(path);
    }
    await this.fileSystem.syncDirectory(directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.openFiles[Symbol.asyncDispose]();
  }
}
