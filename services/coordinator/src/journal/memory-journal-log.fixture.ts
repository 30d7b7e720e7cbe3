import { WeirError } from '@weir/core';
import type { JournalLog, JournalPage, JournalRange, JournalRecord } from './journal-log.ts';

/** A journal in memory, which fails when told to. */
export class MemoryJournalLog implements JournalLog {
  exists = true;
  isDown = false;
  requests = 0;
  appends = 0;
  pageSize = 3;
  readonly #startOffsets = new Map<number, number>();
  readonly #shards = new Map<number, JournalRecord[]>();

  request(): void {
    this.requests += 1;
  }

  /** All that a shard's partition has ever held. */
  recordsOf(shard: number): JournalRecord[] {
    const records = this.#shards.get(shard) ?? [];
    this.#shards.set(shard, records);
    return records;
  }

  async range(shard: number): Promise<JournalRange> {
    this.#check();
    const endOffset = this.recordsOf(shard).length;
    return { startOffset: this.#startOffsets.get(shard) ?? 0, endOffset };
  }

  async read(shard: number, fromOffset: number): Promise<JournalPage> {
    this.#check();
    const records = this.recordsOf(shard).slice(fromOffset, fromOffset + this.pageSize);
    return { records, nextOffset: fromOffset + records.length };
  }

  async append(shard: number, records: readonly JournalRecord[]): Promise<number> {
    this.#check();
    this.appends += 1;
    const all = this.recordsOf(shard);
    const offset = all.length;
    all.push(...records);
    return offset;
  }

  async deleteBefore(shard: number, offset: number): Promise<void> {
    this.#check();
    this.#startOffsets.set(shard, offset);
  }

  #check(): void {
    if (this.isDown) throw new WeirError('LEADER_NOT_AVAILABLE', 'The journal has no leader');
  }
}
