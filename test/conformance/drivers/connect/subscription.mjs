import { PassThrough } from 'node:stream';
import { EventEmitter, once } from 'node:events';
import { fromJson, toJson } from '@bufbuild/protobuf';
import { describeError } from './describe-error.mjs';
import { SubscribeRequestSchema, SubscribeResponseSchema } from './gen/weir/v1/messaging_pb.js';

/** One open Subscribe stream: sends what it is told, keeps what comes until it is asked for. */
export class Subscription {
  #requests = new PassThrough({ objectMode: true });
  #stopping = new AbortController();
  #inbox = [];
  #arrivals = new EventEmitter();

  constructor(messaging, headers) {
    void this.#read(
      messaging.subscribe(this.#requests, { headers, signal: this.#stopping.signal }),
    );
  }

  send(request) {
    this.#requests.write(fromJson(SubscribeRequestSchema, request));
  }

  cancel() {
    this.#stopping.abort();
  }

  /** The next message, or how the stream has ended; `timedOut` when neither came in time. */
  async receive(timeoutMs) {
    if (this.#inbox.length === 0) {
      const signal = AbortSignal.timeout(timeoutMs);
      await once(this.#arrivals, 'arrival', { signal }).catch(() => undefined);
    }
    return this.#inbox.shift() ?? { timedOut: true };
  }

  async #read(responses) {
    try {
      for await (const message of responses) {
        this.#keep({
          response: toJson(SubscribeResponseSchema, message, { alwaysEmitImplicit: true }),
        });
      }
      this.#keep({ ended: true });
    } catch (error) {
      this.#keep({ error: describeError(error) });
    }
  }

  #keep(answer) {
    this.#inbox.push(answer);
    this.#arrivals.emit('arrival');
  }
}
