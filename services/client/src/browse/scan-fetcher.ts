import { type Clock, isRetriable, toWeirError, WeirError } from '@weir/core';
import type { FetchPartitionData } from '@weir/protos';
import { retryAfterMs } from '../cluster/retry-after.ts';
import { callMsOf, type LogReads, partitionErrorOf } from './log-reads.ts';
import type { PartitionScan } from './partition-scan.ts';
import { PartitionTrouble } from './partition-trouble.ts';
import { maxCallBytes, maxCalls } from './scan-limits.ts';

/** From where and how to fetch, and whom to tell. */
export interface ScanFetcherOptions {
  readonly reads: LogReads;
  readonly clock: Clock;
  readonly topicId: string;
  readonly partitionsInCall: number;
  /** How long a partition may be in trouble. */
  readonly troubleMs: number;
  /** An answer has been handed to its partitions. */
  readonly onAnswer: () => void;
}

/**
 * Fetches for the partitions of a scan, several in one call.
 *
 * A partition that cannot be read is asked again, alone, and fails when that lasts; one whose log has moved
 * is told so. The pauses that a quota asks for are kept.
 *
 * Invariants:
 *   - At most 4 calls are under way, and none for a partition that waits for an answer.
 * Tests: `topic-scan.test.ts`.
 */
export class ScanFetcher {
  readonly #options: ScanFetcherOptions;
  readonly #trouble = new Map<PartitionScan, PartitionTrouble>();
  readonly #closed = new AbortController();
  #calls = 0;
  #restUntilMs = 0;

  constructor(options: ScanFetcherOptions) {
    this.#options = options;
  }

  get #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }

  /** When `ask` would do more than now, where no answer comes before. */
  nextAskAtMs(nowMs: number): number {
    const restEnds = [...this.#trouble.values()].map(({ untilMs }) => untilMs);
    return Math.min(...[this.#restUntilMs, ...restEnds].filter((endMs) => endMs > nowMs));
  }

  /** Fetches for those of the partitions that may be asked now, the first ones first. */
  ask(scans: readonly PartitionScan[]): void {
    const nowMs = this.#nowMs;
    if (nowMs < this.#restUntilMs) return;
    const asked = scans.filter((scan) => (this.#trouble.get(scan)?.untilMs ?? 0) <= nowMs);
    while (this.#calls < maxCalls) {
      const [first] = asked;
      if (first === undefined) return;
      const count = this.#trouble.has(first) ? 1 : this.#options.partitionsInCall;
      void this.#fetch(asked.splice(0, count));
    }
  }

  /** Withdraws what is under way. */
  close(): void {
    this.#closed.abort();
  }

  async #fetch(scans: readonly PartitionScan[]): Promise<void> {
    const asked = scans.map((scan) => ({ scan, request: scan.request() }));
    for (const scan of scans) scan.isFetching = true;
    this.#calls += 1;
    const answers = await this.#call(asked.map(({ request }) => request));
    this.#calls -= 1;
    for (const { scan, request } of asked) {
      scan.isFetching = false;
      const answer = answers instanceof WeirError ? answers : answers.get(scan.partition);
      this.#takeAnswer(scan, request.fetchOffset, answer);
    }
    this.#options.onAnswer();
  }

  async #call(
    requests: readonly ReturnType<PartitionScan['request']>[],
  ): Promise<ReadonlyMap<number, FetchPartitionData | WeirError> | WeirError> {
    const { reads, topicId, troubleMs } = this.#options;
    const partitions = requests.map((request) => ({ topicId, ...request }));
    try {
      const answer = await reads.fetch(
        { partitions, minBytes: 0, maxBytes: maxCallBytes, maxWaitMs: 0 },
        { deadlineMs: callMsOf(troubleMs), signal: this.#closed.signal },
      );
      this.#rest(answer.throttleMs);
      return new Map(
        answer.partitions.map((data) => [data.partition, partitionErrorOf(data) ?? data]),
      );
    } catch (thrown) {
      return toWeirError(thrown);
    }
  }

  #takeAnswer(
    scan: PartitionScan,
    fetchOffset: number,
    answer: FetchPartitionData | WeirError | undefined,
  ): void {
    if (scan.error !== undefined || this.#closed.signal.aborted) return;
    if (answer instanceof WeirError) {
      this.#takeError(scan, fetchOffset, answer);
      return;
    }
    try {
      const hasCome = answer !== undefined && scan.receive(fetchOffset, answer);
      if (hasCome) this.#trouble.delete(scan);
      else this.#takeNothing(scan, fetchOffset, answer?.highWatermark ?? fetchOffset + 1);
    } catch (thrown) {
      scan.fail(toWeirError(thrown));
    }
  }

  #takeError(scan: PartitionScan, fetchOffset: number, error: WeirError): void {
    if (error.code === 'OFFSET_OUT_OF_RANGE') {
      const logStartOffset = Number(error.metadata['log_start_offset'] ?? 0);
      scan.moveEnds({ fetchOffset, logStartOffset });
    } else if (error.code === 'THROTTLING_QUOTA_EXCEEDED') {
      this.#rest(retryAfterMs(error));
    } else {
      const trouble = isRetriable(error) ? this.#noteTrouble(scan) : undefined;
      const isOver = trouble?.lastsLongerThan(this.#options.troubleMs, this.#nowMs) ?? true;
      if (isOver) scan.fail(error);
    }
  }

  /**
   * Others may have taken the room of the call, or a new leader does not know yet how far the log is
   * committed. When that lasts the log ends here by now.
   */
  #takeNothing(scan: PartitionScan, fetchOffset: number, highWatermark: number): void {
    const trouble = this.#noteTrouble(scan);
    if (!trouble.lastsLongerThan(this.#options.troubleMs, this.#nowMs)) return;
    this.#trouble.delete(scan);
    if (highWatermark <= fetchOffset) scan.moveEnds({ fetchOffset, logStartOffset: 0 });
    else scan.fail(trouble.silence(scan.partition));
  }

  #noteTrouble(scan: PartitionScan): PartitionTrouble {
    const nowMs = this.#nowMs;
    const trouble = this.#trouble.get(scan) ?? new PartitionTrouble(nowMs);
    this.#trouble.set(scan, trouble);
    trouble.rest(nowMs);
    return trouble;
  }

  #rest(pauseMs: number): void {
    this.#restUntilMs = Math.max(this.#restUntilMs, this.#nowMs + pauseMs);
  }
}
