import type { CaseHistory } from './case-history.ts';
import type { DriverProcess } from './driver-process.ts';
import { isJsonObject, type JsonObject, type JsonValue, toText } from './json-value.ts';

/** What came on a stream: a field of `SubscribeResponse`, or `end` with how it ended. */
export interface StreamEvent {
  readonly name: string;
  readonly body: JsonObject;
}

/** A partition that a stream reads, and the next offset to come; −1 while not known. */
interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/**
 * A Subscribe stream of a driver, as a well-behaved subscriber uses it: what it has read it grants again,
 * what is revoked it commits and releases.
 */
export class CaseStream {
  readonly #driver: DriverProcess;
  readonly #name: string;
  readonly #history: CaseHistory;
  readonly #positions = new Map<string, Position>();
  readonly #uncommitted = new Map<string, Position>();
  #memberId = '';
  #memberEpoch: JsonValue = 0;

  constructor(driver: DriverProcess, name: string, history: CaseHistory) {
    this.#driver = driver;
    this.#name = name;
    this.#history = history;
  }

  /** How many partitions it has now. */
  get assigned(): number {
    return this.#positions.size;
  }

  /** What a later step may name: all that a subscriber needs to come back. */
  get variables(): JsonObject {
    return {
      memberId: this.#memberId,
      memberEpoch: this.#memberEpoch,
      resumeFrom: [...this.#positions.values()].filter(({ offset }) => offset !== '-1').map(toJson),
    };
  }

  /** Sends a `SubscribeRequest` in its JSON form. */
  async send(request: JsonObject): Promise<void> {
    await this.#driver.ask({ op: 'send', stream: this.#name, request });
  }

  /** The next event, acted upon; undefined when none came in time. */
  async next(timeoutMs: number, isCommitted = false): Promise<StreamEvent | undefined> {
    const answer = await this.#driver.ask({ op: 'receive', stream: this.#name, timeoutMs });
    if (answer['timedOut'] === true) return undefined;
    const response = answer['response'];
    if (!isJsonObject(response)) return { name: 'end', body: answer };

    const [name, body] = Object.entries(response)[0] ?? [];
    if (name === undefined || !isJsonObject(body))
      throw new Error('The driver gave an empty event');
    await this.#act(name, body, isCommitted);
    return { name, body };
  }

  async #act(name: string, body: JsonObject, isCommitted: boolean): Promise<void> {
    if (name === 'opened') {
      this.#memberId = toText(body['memberId']);
      this.#memberEpoch = body['memberEpoch'] ?? 0;
    } else if (name === 'assigned') {
      this.#memberEpoch = body['memberEpoch'] ?? 0;
      for (const position of toPositions(body['partitions'])) {
        this.#positions.set(keyOf(position), position);
      }
    } else if (name === 'revoked') await this.#release(body);
    else if (name === 'records') await this.#read(body, isCommitted);
  }

  async #release(body: JsonObject): Promise<void> {
    const released = toPositions(body['partitions']);
    const commits = released.flatMap((partition) => this.#uncommitted.get(keyOf(partition)) ?? []);
    for (const partition of released) {
      this.#positions.delete(keyOf(partition));
      this.#uncommitted.delete(keyOf(partition));
    }
    if (body['isLost'] === true) return;
    await this.send({
      commits: commits.map(toJson),
      released: released.map(({ topic, partition }) => ({ topic, partition })),
    });
  }

  async #read(body: JsonObject, isCommitted: boolean): Promise<void> {
    const position = {
      topic: toText(body['topic']),
      partition: Number(body['partition']),
      offset: toText(body['nextOffset']),
    };
    for (const record of body['records'] as readonly JsonObject[]) {
      this.#history.seen.push({
        topic: position.topic,
        partition: position.partition,
        offset: Number(record['offset']),
        key: (record['key'] as string | undefined) ?? null,
        value: (record['value'] as string | undefined) ?? null,
      });
    }
    this.#positions.set(keyOf(position), position);
    if (isCommitted) this.#uncommitted.delete(keyOf(position));
    else this.#uncommitted.set(keyOf(position), position);
    await this.send({
      creditBytes: body['bytes'] ?? '0',
      ...(isCommitted ? { commits: [toJson(position)] } : undefined),
    });
  }
}

function toPositions(partitions: JsonValue | undefined): Position[] {
  return ((partitions ?? []) as readonly JsonObject[]).map(({ topic, partition, offset }) => ({
    topic: toText(topic),
    partition: Number(partition),
    offset: toText(offset ?? '-1'),
  }));
}

function toJson({ topic, partition, offset }: Position): JsonObject {
  return { topic, partition, offset };
}

function keyOf({
  topic,
  partition,
}: {
  readonly topic: string;
  readonly partition: number;
}): string {
  return `${topic}/${partition}`;
}
