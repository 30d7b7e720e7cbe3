import {
  type CommitOffsetsRequestInput,
  type CommitOffsetsResponse,
  type CommitStreamResponse,
  GroupService,
} from '@weir/protos';
import { ChannelPool } from '@weir/runtime';

/** Commits over one stream to a coordinator, as many under way as the caller likes. */
export class CommitCalls {
  readonly #channels = new ChannelPool();
  readonly #stream: ReturnType<InstanceType<typeof GroupService>['commitStream']>;
  readonly #waiting = new Map<number, PromiseWithResolvers<CommitOffsetsResponse>>();
  #nextId = 1;

  constructor(address: string) {
    this.#stream = this.#channels.client(GroupService, address).commitStream();
    this.#stream.on('data', (answer: CommitStreamResponse) => {
      this.#settle(answer);
    });
    this.#stream.on('error', (error) => {
      for (const { reject } of this.#waiting.values()) reject(error);
    });
  }

  /** Rejects when the request fails as a whole. */
  commit(request: CommitOffsetsRequestInput): Promise<CommitOffsetsResponse> {
    const correlationId = this.#nextId;
    this.#nextId += 1;
    const call = Promise.withResolvers<CommitOffsetsResponse>();
    this.#waiting.set(correlationId, call);
    this.#stream.write({ correlationId, request });
    return call.promise;
  }

  close(): void {
    this.#stream.end();
    this.#channels.close();
  }

  #settle({ correlationId, response, errorCode, errorMessage }: CommitStreamResponse): void {
    const call = this.#waiting.get(correlationId);
    this.#waiting.delete(correlationId);
    if (response === null) call?.reject(new Error(`${errorCode}: ${errorMessage}`));
    else call?.resolve(response);
  }
}
