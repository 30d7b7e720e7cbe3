import { EventEmitter, once } from 'node:events';
import type { Consumer, PartitionId, Weir } from '@weir/client';
import type { JsonObject } from '../../json-value.ts';
import {
  describeError,
  toConsumerOptions,
  toNumber,
  toPartition,
  toRecordsReceived,
} from './sdk-values.ts';

/** A consumer of the SDK that is told, and tells, what a Subscribe stream would be. */
export class SdkStream {
  readonly #consumer: Consumer;
  readonly #stopping = new AbortController();
  readonly #inbox: JsonObject[] = [];
  readonly #signals = new EventEmitter();
  readonly #unreleased = new Set<string>();
  /** How the stream ends when nothing fails. */
  #ending: JsonObject = { ended: true };

  constructor(weir: Weir, open: JsonObject) {
    this.#consumer = weir.consumer({
      ...toConsumerOptions(open),
      onRebalance: {
        revoked: (partitions) => this.#whenReleased(partitions),
        lost: (partitions) => {
          this.#tell({ revoked: { partitions: partitions.map(toJson), isLost: true } });
        },
      },
    });
    this.#consumer.on('assigned', (partitions) => {
      const starts = partitions.map((partition) => ({
        ...toJson(partition),
        offset: `${this.#consumer.position(partition) ?? -1}`,
      }));
      this.#tell({ assigned: { partitions: starts, memberEpoch: 0 } });
    });
    this.#tell({ opened: { memberId: '', memberEpoch: 0 } });
    void this.#read();
  }

  /** Does what a `SubscribeRequest` says; credit is the SDK's own business. */
  async send(request: JsonObject): Promise<void> {
    const commits = (request['commits'] ?? []) as readonly JsonObject[];
    if (commits.length > 0) await this.#commit(commits);
    for (const partition of (request['released'] ?? []) as readonly JsonObject[]) {
      this.#unreleased.delete(keyOf(toPartition(partition)));
    }
    this.#signals.emit('released');
    for (const seek of (request['seeks'] ?? []) as readonly JsonObject[]) {
      this.#consumer.seek({ ...toPartition(seek), offset: toNumber(seek['offset']) });
    }
    if (request['leave'] === true) await this.stop({ ended: true });
  }

  /** The next event, or `timedOut`. */
  async receive(timeoutMs: number): Promise<JsonObject> {
    if (this.#inbox.length === 0) {
      const signal = AbortSignal.timeout(timeoutMs);
      await once(this.#signals, 'event', { signal }).catch(() => undefined);
    }
    return this.#inbox.shift() ?? { timedOut: true };
  }

  /** Stops reading and leaves; `ending` is the last thing that it tells. */
  async stop(ending: JsonObject): Promise<void> {
    this.#ending = ending;
    this.#stopping.abort();
    this.#unreleased.clear();
    this.#signals.emit('released');
    await this.#consumer.close();
  }

  async #read(): Promise<void> {
    try {
      for await (const batch of this.#consumer.batches({ signal: this.#stopping.signal })) {
        this.#tell({ records: toRecordsReceived(batch) });
      }
      this.#push(this.#ending);
    } catch (error) {
      this.#push({ error: describeError(error) });
    }
  }

  async #commit(commits: readonly JsonObject[]): Promise<void> {
    const offsets = commits.map((commit) => ({
      ...toPartition(commit),
      offset: toNumber(commit['offset']),
    }));
    let error: JsonObject = { code: '', message: '' };
    try {
      await this.#consumer.commit(offsets);
    } catch (thrown) {
      error = describeError(thrown);
    }
    const results = offsets.map(({ topic, partition, offset }) => ({
      ...{ topic, partition, offset: `${offset}` },
      ...{ errorCode: error['code'] ?? '', errorMessage: error['message'] ?? '' },
    }));
    this.#tell({ committed: { results } });
  }

  async #whenReleased(partitions: readonly PartitionId[]): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    for (const partition of partitions) this.#unreleased.add(keyOf(partition));
    this.#tell({ revoked: { partitions: partitions.map(toJson), isLost: false } });
    while (partitions.some((partition) => this.#unreleased.has(keyOf(partition)))) {
      await once(this.#signals, 'released');
    }
  }

  #tell(response: JsonObject): void {
    this.#push({ response });
  }

  #push(event: JsonObject): void {
    this.#inbox.push(event);
    this.#signals.emit('event');
  }
}

function toJson({ topic, partition }: PartitionId): JsonObject {
  return { topic, partition };
}

function keyOf({ topic, partition }: PartitionId): string {
  return `${topic}/${partition}`;
}
