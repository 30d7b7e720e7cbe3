import type { LogRecord, LogRecordHeader } from '@weir/core';

/**
 * A record that was read.
 *
 * Key, value and headers are decoded when touched, and are views of the batch's memory: copy what is
 * to live long.
 */
export class ConsumedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly #record: LogRecord;

  constructor(topic: string, partition: number, record: LogRecord) {
    this.topic = topic;
    this.partition = partition;
    this.#record = record;
  }

  get offset(): number {
    return this.#record.offset;
  }

  /** Unix milliseconds, of the producer or, with `LogAppendTime`, of the leader. */
  get timestampMs(): number {
    return this.#record.timestampMs;
  }

  /** `null` for none, which differs from empty. */
  get key(): Buffer | null {
    return this.#record.key;
  }

  /** `null` for none, which differs from empty. */
  get value(): Buffer | null {
    return this.#record.value;
  }

  /** In order; names may repeat. */
  get headers(): readonly LogRecordHeader[] {
    return this.#record.headers;
  }

  /** The key as UTF-8; `null` for none. */
  keyText(): string | null {
    return this.#record.keyText();
  }

  /** The value as UTF-8; `null` for none. */
  text(): string | null {
    return this.#record.valueText();
  }

  /** The value parsed as JSON, `null` for none; throws `SyntaxError` for what is no JSON. */
  json(): unknown {
    const text = this.text();
    return text === null ? null : (JSON.parse(text) as unknown);
  }
}
