import type {
  ProducePartition,
  ProducePartitionResultInput,
  ProduceResponseInput,
  ProduceStreamRequest,
} from '@weir/protos';
import { toFailure } from './find-leader.ts';

/**
 * One request of a producer's stream, and what has been answered of it.
 *
 * Invariants:
 *   - Each partition is answered once: what comes later is not listened to.
 *   - `onDone` is called once, when the last partition is answered.
 * Tests: `produce-entry.test.ts`.
 */
export class ProduceEntry {
  readonly correlationId: number;
  readonly acks: ProduceRequestAcks;
  readonly timeoutMs: number;
  readonly partitions: readonly ProducePartition[];
  readonly bytes: number;
  /** How long the producer should pause after it, in milliseconds. */
  throttleMs = 0;
  readonly #results: (ProducePartitionResultInput | undefined)[];
  readonly #onDone: (entry: ProduceEntry) => void;
  #unanswered: number;

  constructor(
    { correlationId, request }: ProduceStreamRequest,
    onDone: (entry: ProduceEntry) => void,
  ) {
    this.correlationId = correlationId;
    this.acks = request?.acks ?? 'ACKS_ALL';
    this.timeoutMs = request?.timeoutMs ?? 0;
    this.partitions = request?.partitions ?? [];
    this.bytes = batchBytes(this.partitions);
    this.#unanswered = this.partitions.length;
    this.#results = this.partitions.map(() => undefined);
    this.#onDone = onDone;
  }

  /** Answers at once what has no partitions; after the caller knows the entry. */
  begin(): void {
    if (this.#unanswered === 0) this.#onDone(this);
  }

  isAnswered(place: number): boolean {
    return this.#results[place] !== undefined;
  }

  /** The answer of the partition at a place of the request. */
  answer(place: number, result: ProducePartitionResultInput): void {
    if (this.isAnswered(place) || this.partitions[place] === undefined) return;
    this.#results[place] = result;
    this.#unanswered -= 1;
    if (this.#unanswered === 0) this.#onDone(this);
  }

  /** The partition at a place was not appended, or nobody knows. */
  fail(place: number, reason: unknown): void {
    const partition = this.partitions[place];
    if (partition === undefined) return;
    this.answer(place, { ...toFailure(partition, reason), baseOffset: -1 });
  }

  /** All answers, in the order of the request. */
  response(): ProduceResponseInput {
    const partitions = this.#results.flatMap((result) => result ?? []);
    return { partitions, throttleMs: this.throttleMs };
  }
}

type ProduceRequestAcks = NonNullable<ProduceStreamRequest['request']>['acks'];

/** Bytes of all batches. */
export function batchBytes(partitions: readonly Pick<ProducePartition, 'batches'>[]): number {
  let bytes = 0;
  for (const { batches } of partitions) for (const batch of batches) bytes += batch.length;
  return bytes;
}
