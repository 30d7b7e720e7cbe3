import type { ClientDuplexStream } from '@grpc/grpc-js';
import { WeirError } from '@weir/core';
import {
  type FetchStreamData,
  type FetchStreamRequestInput,
  type FetchStreamResponse,
  LogService,
} from '@weir/protos';
import { type ChannelPool, fromServiceError } from '@weir/runtime';
import { CreditAccount } from './credit-account.ts';
import type { FetchSource, FetchSourceOptions } from './fetch-source.ts';
import type { PartitionReader } from './partition-reader.ts';

/**
 * Push: one stream to a node, which sends while it has byte credits.
 *
 * Each assignment has a session of its own, so that data of an earlier one is told apart.
 *
 * Invariants:
 *   - Data reaches a reader only under its newest session.
 *   - Bytes that reach no reader are released at once.
 */
export class FetchStream implements FetchSource {
  readonly address: string;
  readonly windowBytes: number;
  readonly #options: FetchSourceOptions;
  readonly #stream: ClientDuplexStream<FetchStreamRequestInput, FetchStreamResponse>;
  readonly #credits: CreditAccount;
  readonly #readers = new Map<number, PartitionReader>();
  readonly #sessions = new Map<PartitionReader, number>();
  #nextSession = 1;
  #isEnded = false;

  constructor(channels: ChannelPool, options: FetchSourceOptions) {
    this.address = options.address;
    this.windowBytes = options.windowBytes;
    this.#options = options;
    this.#credits = new CreditAccount(options.windowBytes);
    this.#stream = channels.client(LogService, options.address).fetchStream();
    this.#stream.on('data', ({ partitions }: FetchStreamResponse) => {
      for (const data of partitions) this.#receive(data);
      this.#grant();
    });
    this.#stream.on('error', (error) => {
      this.#break(fromServiceError(error));
    });
    this.#stream.on('end', () => {
      this.#break(new WeirError('UNAVAILABLE', `${options.address} ended the stream`));
    });
  }

  assign(readers: readonly PartitionReader[]): void {
    if (this.#isEnded) return;
    const partitions = readers.map((reader) => {
      const sessionId = this.#startSession(reader);
      const { topicId, partition, fetchOffset, fetchEpoch } = reader;
      return {
        topicId,
        partition,
        fetchOffset,
        sessionId,
        ...(fetchEpoch === undefined ? undefined : { lastFetchedEpoch: fetchEpoch }),
      };
    });
    this.#stream.write({ assign: { partitions } });
    this.#grant();
  }

  revoke(readers: readonly PartitionReader[]): void {
    const partitions = readers.flatMap((reader) => {
      const sessionId = this.#sessions.get(reader);
      if (sessionId === undefined) return [];
      this.#endSession(reader, sessionId);
      return [{ topicId: reader.topicId, partition: reader.partition, sessionId }];
    });
    if (partitions.length > 0 && !this.#isEnded) this.#stream.write({ revoke: { partitions } });
  }

  release(bytes: number): void {
    this.#credits.release(bytes);
    this.#grant();
  }

  close(): void {
    this.#isEnded = true;
    this.#stream.cancel();
  }

  #startSession(reader: PartitionReader): number {
    const previous = this.#sessions.get(reader);
    if (previous !== undefined) this.#readers.delete(previous);
    const sessionId = this.#nextSession;
    this.#nextSession += 1;
    this.#sessions.set(reader, sessionId);
    this.#readers.set(sessionId, reader);
    return sessionId;
  }

  #endSession(reader: PartitionReader, sessionId: number): void {
    this.#sessions.delete(reader);
    this.#readers.delete(sessionId);
  }

  #receive({ sessionId, data }: FetchStreamData): void {
    if (data === null) return;
    const bytes = data.batches.reduce((sum, batch) => sum + batch.length, 0);
    this.#credits.receive(bytes);
    const reader = this.#readers.get(sessionId);
    if (reader === undefined) {
      this.#credits.release(bytes);
      return;
    }
    const isOver = data.error !== null && data.error.code !== '';
    if (isOver) this.#endSession(reader, sessionId);
    this.#options.onData(reader, data, this);
  }

  #grant(): void {
    if (this.#isEnded) return;
    const bytes = this.#credits.takeGrant();
    if (bytes > 0) this.#stream.write({ credit: { bytes } });
  }

  #break(error: WeirError): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const readers = [...this.#sessions.keys()];
    this.#sessions.clear();
    this.#readers.clear();
    this.#options.onBroken(readers, error);
  }
}
