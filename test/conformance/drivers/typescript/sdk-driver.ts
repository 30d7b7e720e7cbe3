import { type Producer, type ProducerAcks, Weir } from '@weir/client';
import { type JsonObject, toText } from '../../json-value.ts';
import { SdkStream } from './sdk-stream.ts';
import { describeError, toProducerRecord, toPublishResult } from './sdk-values.ts';

/** Errors that are the call's, whatever its records. */
const callErrors = ['AUTHENTICATION_FAILED', 'DELIVERY_TIMED_OUT', 'UNAVAILABLE'];

/** What the commands do through `@weir/client`. */
export class SdkDriver implements AsyncDisposable {
  readonly #streams = new Map<string, SdkStream>();
  readonly #producers = new Map<string, Producer>();
  #weir: Weir | undefined;

  /** Answers one command; an error of the SDK is an answer too. */
  async answer(command: JsonObject): Promise<JsonObject> {
    try {
      return await this.#run(command);
    } catch (error) {
      return { error: describeError(error) };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#weir?.close();
  }

  #run(command: JsonObject): Promise<JsonObject> {
    switch (command['op']) {
      case 'hello':
        return Promise.resolve({ response: { kind: 'sdk', library: '@weir/client' } });
      case 'connect':
        return this.#connect(command);
      case 'publish':
        return this.#publish(command);
      case 'publishStream':
        return this.#publishStream(command);
      case 'open':
        return this.#open(command);
      case 'send':
        return this.#send(command);
      case 'receive':
        return this.#stream(command).receive(Number(command['timeoutMs']));
      case 'cancel':
        return this.#cancel(command);
      default:
        return Promise.resolve({ fault: `No command ${toText(command['op'])}` });
    }
  }

  async #connect({ addresses, apiKey }: JsonObject): Promise<JsonObject> {
    await this.#weir?.close();
    this.#producers.clear();
    this.#weir = new Weir({
      bootstrap: addresses as readonly string[],
      connect: 'gateway',
      credentials: { apiKey: toText(apiKey) },
    });
    return { response: {} };
  }

  async #publish({ request, deadlineMs }: JsonObject): Promise<JsonObject> {
    const { records, acks } = request as JsonObject;
    const producer = this.#producer(toAcks(acks), Number(deadlineMs ?? 30_000));
    const list = (records as readonly JsonObject[]).map(toProducerRecord);
    const outcomes = await Promise.allSettled(list.map((record) => producer.send(record)));
    const results = outcomes.map((outcome, index) =>
      toPublishResult(list[index]?.topic ?? '', outcome),
    );
    const error = results[0]?.['error'] as JsonObject | undefined;
    if (error !== undefined && callErrors.includes(toText(error['code']))) return { error };
    return { response: { results, throttleMs: 0 } };
  }

  async #publishStream({ requests }: JsonObject): Promise<JsonObject> {
    const answers = await Promise.all(
      (requests as readonly JsonObject[]).map((request) => this.#publish({ request })),
    );
    return { response: { responses: answers.map(({ response = {} }) => response) } };
  }

  #open({ stream, request }: JsonObject): Promise<JsonObject> {
    const { open } = request as JsonObject;
    this.#streams.set(toText(stream), new SdkStream(this.#connected(), open as JsonObject));
    return Promise.resolve({ response: {} });
  }

  async #send(command: JsonObject): Promise<JsonObject> {
    await this.#stream(command).send(command['request'] as JsonObject);
    return { response: {} };
  }

  async #cancel(command: JsonObject): Promise<JsonObject> {
    await this.#stream(command).stop({ error: { status: 'CANCELLED', code: '', message: '' } });
    return { response: {} };
  }

  #producer(acks: ProducerAcks, deliveryTimeoutMs: number): Producer {
    const key = `${acks} ${deliveryTimeoutMs}`;
    const known = this.#producers.get(key);
    if (known !== undefined) return known;
    const producer = this.#connected().producer({
      ...{ acks, deliveryTimeoutMs, requestTimeoutMs: Math.min(deliveryTimeoutMs, 30_000) },
      idempotent: acks === 'all',
    });
    this.#producers.set(key, producer);
    return producer;
  }

  #connected(): Weir {
    if (this.#weir === undefined) throw new Error('Not connected');
    return this.#weir;
  }

  #stream({ stream }: JsonObject): SdkStream {
    const found = this.#streams.get(toText(stream));
    if (found === undefined) throw new Error(`No stream ${toText(stream)}`);
    return found;
  }
}

function toAcks(acks: JsonObject[string] | undefined): ProducerAcks {
  if (acks === 'ACKS_NONE') return 'none';
  return acks === 'ACKS_LEADER' ? 'leader' : 'all';
}
