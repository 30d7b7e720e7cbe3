import type { ClientDuplexStream } from '@grpc/grpc-js';
import { WeirError } from '@weir/core';
import { type FetchStreamPartition, type FetchStreamRequestInput, LogService } from '@weir/protos';
import { type ChannelPool, fromServiceError } from '@weir/runtime';

/** Whom an upstream tells. */
export interface FetchUpstreamOptions {
  readonly address: string;
  readonly channels: ChannelPool;
  /** A `weir.v1.FetchStreamResponse`, as it came. */
  readonly onMessage: (message: Buffer) => void;
  readonly onBroken: (error: WeirError) => void;
}

/** A partition as a client has assigned it, and how far it has been sent since. */
export interface AssignedFetch {
  readonly wanted: FetchStreamPartition;
  upstream: FetchUpstream;
  /** Undefined while nothing was sent. */
  nextOffset: number | undefined;
}

/** The part of one client's fetch stream that one leader serves. */
export class FetchUpstream {
  readonly address: string;
  /** By topic id and partition. */
  readonly partitions = new Map<string, AssignedFetch>();
  readonly #stream: ClientDuplexStream<FetchStreamRequestInput, Buffer>;
  #isOver = false;
  /** Messages so far. */
  messages = 0;

  constructor({ address, channels, onMessage, onBroken }: FetchUpstreamOptions) {
    this.address = address;
    const { path, requestSerialize } = LogService.service.FetchStream;
    const client = channels.client(LogService, address);
    this.#stream = client.makeBidiStreamRequest(path, requestSerialize, (bytes: Buffer) => bytes);
    this.#stream.on('data', (message: Buffer) => {
      if (this.#isOver) return;
      this.messages += 1;
      onMessage(message);
    });
    const breakWith = (error: WeirError): void => {
      if (this.#isOver) return;
      this.#isOver = true;
      onBroken(error);
    };
    this.#stream.on('error', (error) => {
      breakWith(fromServiceError(error));
    });
    this.#stream.on('end', () => {
      breakWith(new WeirError('UNAVAILABLE', `${address} ended the stream`));
    });
  }

  assign(partitions: FetchStreamPartition[]): void {
    this.#stream.write({ assign: { partitions } });
  }

  revoke(partitions: FetchStreamPartition[]): void {
    if (!this.#isOver) this.#stream.write({ revoke: { partitions } });
  }

  grant(bytes: number): void {
    this.#stream.write({ credit: { bytes } });
  }

  /** Reads what the leader sends, or leaves it where it is. */
  setFlowing(isFlowing: boolean): void {
    if (isFlowing) this.#stream.resume();
    else this.#stream.pause();
  }

  /** Nothing comes from it any more. */
  close(): void {
    this.#isOver = true;
    this.#stream.cancel();
  }
}
