/** A topic by what asking for it costs. */
export interface TopicSize {
  readonly name: string;
  readonly partitions: number;
}

/** How many partitions a round asks for. */
const partitionsPerRound = 2_000;
/** The part of them that goes to the topics that were busiest so far. */
const busyShare = 0.5;

/**
 * Chooses which topics a round of `weir top` asks for: those that are busy each time, the others in turns,
 * so that a round costs the same however many topics there are. A topic of more partitions than a round may
 * ask for is asked for alone.
 *
 * Invariants:
 *   - A round without such a topic asks for `partitionsPerRound` partitions at most.
 *   - Every topic is asked for within a bounded number of rounds.
 * Tests: `topic-turns.test.ts`.
 */
export class TopicTurns {
  readonly #limit: number;
  /** The name after which the next turn goes on. */
  #last = '';

  constructor(limit = partitionsPerRound) {
    this.#limit = limit;
  }

  /** The names to ask for now; `busiest` are in the order of how busy they are. */
  next(topics: readonly TopicSize[], busiest: readonly string[]): readonly string[] {
    const sizes = new Map(topics.map(({ name, partitions }) => [name, partitions]));
    const chosen = new Set<string>();
    let left = this.#limit;
    for (const name of busiest) {
      const size = sizes.get(name) ?? Number.POSITIVE_INFINITY;
      if (size > left - this.#limit * (1 - busyShare)) continue;
      chosen.add(name);
      left -= size;
    }
    for (const { name, partitions } of this.#inTurn(topics)) {
      if (chosen.has(name)) continue;
      if (partitions > left && chosen.size > 0) break;
      chosen.add(name);
      left -= partitions;
      this.#last = name;
    }
    return [...chosen];
  }

  /** In order of name, from where the last round ended. */
  #inTurn(topics: readonly TopicSize[]): readonly TopicSize[] {
    const sorted = topics.toSorted((left, right) => (left.name < right.name ? -1 : 1));
    const start = sorted.findIndex(({ name }) => name > this.#last);
    return start < 0 ? sorted : [...sorted.slice(start), ...sorted.slice(0, start)];
  }
}
