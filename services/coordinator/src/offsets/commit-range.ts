import { type Clock, sleep, WeirError } from '@weir/core';
import type { PartitionKey } from '../topics/partition-key.ts';
import type { LogOffsets } from './log-offsets.ts';

/** Questions to one leader are at least this far apart; what comes meanwhile shares the next. */
const minPauseMs = 5;
/** A leader that did not answer is not asked again for so long. */
const penaltyMs = 1000;
const maxRanges = 100_000;

/** What a partition's log was known to hold; the second is exclusive. */
interface LogRange {
  readonly logStartOffset: number;
  readonly highWatermark: number;
}

/** What is known of a partition's log, by the word of which round. */
interface KnownRange {
  readonly round: number;
  /** Undefined: its leader could not be asked, or has not answered. */
  readonly range: LogRange | undefined;
}

/** Partitions of one leader that wait to be asked for. */
interface LeaderQueue {
  waiting: Set<PartitionKey>;
  nextRound: Promise<void> | undefined;
  lastRoundAtMs: number;
  pausedUntilMs: number;
}

/** What the check is made of. */
export interface CommitRangeOptions {
  readonly logOffsets: LogOffsets;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/**
 * Tells whether an offset may be committed: neither below the log start nor beyond the high
 * watermark, as the leader says. Where the leader does not answer in time the offset is taken.
 *
 * What the leader said is kept, so most commits of a consumer that lags ask nobody; those at the
 * head of the log share one question per leader.
 * Tests: `commit-range.test.ts`, `coordinator-offsets.test.ts`.
 */
export class CommitRange {
  readonly #options: CommitRangeOptions;
  readonly #ranges = new Map<PartitionKey, KnownRange>();
  readonly #leaders = new Map<number, LeaderQueue>();
  /** Counts rounds in the order in which they are asked: an answer that comes late changes nothing. */
  #rounds = 0;

  constructor(options: CommitRangeOptions) {
    this.#options = options;
  }

  /**
   * Asks the leaders about what these offsets are not known to be in range of; undefined when there
   * is nothing to wait for, as with most commits.
   */
  prepare(offsets: Iterable<readonly [PartitionKey, number]>): Promise<unknown> | undefined {
    const rounds = new Set<Promise<void>>();
    for (const [key, offset] of offsets) {
      const range = this.#ranges.get(key)?.range;
      if (range !== undefined && offset <= range.highWatermark) continue;
      const round = this.#enqueue(key);
      // Beyond what was last known only a leader that is asked now can tell.
      if (round === undefined) this.#learn(key, this.#rounds, undefined);
      else rounds.add(round);
    }
    return rounds.size === 0 ? undefined : Promise.all(rounds);
  }

  /** `OFFSET_OUT_OF_RANGE` with both limits; undefined when in range, or nothing is known. */
  problem(key: PartitionKey, offset: number): WeirError | undefined {
    const range = this.#ranges.get(key)?.range;
    if (range === undefined) return undefined;
    const { logStartOffset, highWatermark } = range;
    if (offset >= logStartOffset && offset <= highWatermark) return undefined;
    return new WeirError(
      'OFFSET_OUT_OF_RANGE',
      `Offset ${offset} is outside ${logStartOffset} to ${highWatermark}, which the log holds`,
      {
        metadata: { log_start_offset: `${logStartOffset}`, high_watermark: `${highWatermark}` },
      },
    );
  }

  #enqueue(key: PartitionKey): Promise<void> | undefined {
    const leader = this.#options.logOffsets.leaderOf(key);
    if (leader === undefined) return undefined;
    const queue = this.#queueOf(leader.nodeId);
    if (this.#options.clock.monotonicMs() < queue.pausedUntilMs) return undefined;
    queue.waiting.add(key);
    queue.nextRound ??= this.#round(queue);
    return queue.nextRound;
  }

  #queueOf(nodeId: number): LeaderQueue {
    const known = this.#leaders.get(nodeId);
    if (known !== undefined) return known;
    const queue: LeaderQueue = {
      waiting: new Set(),
      nextRound: undefined,
      lastRoundAtMs: -Infinity,
      pausedUntilMs: -Infinity,
    };
    this.#leaders.set(nodeId, queue);
    return queue;
  }

  async #round(queue: LeaderQueue): Promise<void> {
    const { clock, logOffsets, timeoutMs } = this.#options;
    const pauseMs = queue.lastRoundAtMs + minPauseMs - clock.monotonicMs();
    // Without a pause too, all that is committed in this turn of the event loop shares the round.
    await (pauseMs > 0 ? sleep(clock, pauseMs) : Promise.resolve());
    queue.lastRoundAtMs = clock.monotonicMs();
    const keys = [...queue.waiting];
    queue.waiting = new Set();
    queue.nextRound = undefined;
    this.#rounds += 1;
    const round = this.#rounds;
    const answers = await logOffsets.ask(
      [
        ...keys.map((key) => ({ key, spec: 'OFFSET_SPEC_EARLIEST' as const })),
        ...keys.map((key) => ({ key, spec: 'OFFSET_SPEC_LATEST' as const })),
      ],
      timeoutMs,
    );
    for (const [index, key] of keys.entries()) {
      const start = answers[index];
      const end = answers[index + keys.length];
      const isKnown = start?.ok === true && end?.ok === true;
      const range = isKnown
        ? { logStartOffset: start.offset, highWatermark: end.offset }
        : undefined;
      this.#learn(key, round, range);
    }
    const hasFailed = answers.every(({ ok }) => !ok);
    if (hasFailed) queue.pausedUntilMs = clock.monotonicMs() + penaltyMs;
  }

  #learn(key: PartitionKey, round: number, range: LogRange | undefined): void {
    const known = this.#ranges.get(key);
    if (known !== undefined && known.round > round) return;
    this.#ranges.delete(key);
    this.#ranges.set(key, { round, range });
    const [oldest] = this.#ranges.keys();
    if (this.#ranges.size > maxRanges && oldest !== undefined) this.#ranges.delete(oldest);
  }
}
