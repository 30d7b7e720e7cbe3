import { electionQuorum, invariant } from '@weir/core';

/** A replica set and how many of it make a commit. */
export interface ReplicaSet {
  readonly replicas: readonly number[];
  readonly minInsyncReplicas: number;
}

/** What a replica proved when it promised. */
export interface ReplicaEvidence {
  readonly incarnation: string;
  readonly isClean: boolean;
  /** With `logEndOffset` the replica's rank; −1 when it holds no epoch. */
  readonly lastEpoch: number;
  readonly logEndOffset: number;
  readonly highWatermark: number;
  /** The replica sets of the latest config in its log: one, or two during a change. */
  readonly sets: readonly ReplicaSet[];
  /** The offset and epoch of that config's record; −1 for that of the creation. */
  readonly configOffset: number;
  readonly configEpoch: number;
}

/** Who leads an epoch, and why that is safe. */
export interface ElectedLeader {
  readonly kind: 'elected';
  readonly leader: number;
  readonly leaderIncarnation: string;
  readonly sets: readonly ReplicaSet[];
  /** Who may be counted as in sync from the start: each of them promised, the leader included. */
  readonly inSyncReplicas: readonly number[];
  /** Set by rule c: records from here on may be lost. */
  readonly possibleLossFromOffset?: number;
  /** Set by rule c when a replica knew them to be committed. */
  readonly certainLossToOffset?: number;
}

/** What an election has come to so far. */
export type ElectionDecision =
  | ElectedLeader
  /** The winner's config names replicas that were not asked yet. */
  | { readonly kind: 'ask-more'; readonly replicas: readonly number[] }
  | { readonly kind: 'undecided'; readonly reason: string };

/** One attempt to elect a leader of one partition. */
export interface ElectionOptions {
  readonly leaderEpoch: number;
  readonly proposalId: string;
  /** Wins among equal ranks, the first first. */
  readonly preference: readonly number[];
  /** Rule c: the operator or the topic's config accepts that records are lost. */
  readonly isUnclean: boolean;
}

/**
 * An election of one partition in one epoch, as the promises come in.
 *
 * Pure state: the runner sends the promises and feeds back what the replicas answered.
 *
 * Invariants (replication protocol, section 2):
 *   - Rule a elects the clean promiser of highest rank, and only with RF − m + 1 clean promises and
 *     a majority of promises in each replica set of that promiser's config.
 *   - Rule c still needs the majority, so that an epoch has one leader.
 * Tests: `election.test.ts`.
 */
export class Election {
  readonly options: ElectionOptions;
  readonly #promises = new Map<number, ReplicaEvidence>();
  readonly #asked = new Set<number>();
  #highestVote = 0;

  constructor(options: ElectionOptions) {
    this.options = options;
  }

  /** The highest epoch that a replica has promised to somebody else: the next try goes above. */
  get highestVote(): number {
    return this.#highestVote;
  }

  get promisers(): readonly number[] {
    return [...this.#promises.keys()];
  }

  /** Marks replicas as asked and returns those that were not before. */
  ask(replicas: readonly number[]): number[] {
    const fresh = replicas.filter((replica) => !this.#asked.has(replica));
    for (const replica of fresh) this.#asked.add(replica);
    return fresh;
  }

  /** A replica has durably promised this epoch and proposal. */
  recordPromise(replica: number, evidence: ReplicaEvidence): void {
    invariant(this.#asked.has(replica), `replica ${replica} promised without being asked`);
    this.#promises.set(replica, evidence);
  }

  /** A replica refused: it has promised `vote` before. */
  recordRefusal(vote: number): void {
    this.#highestVote = Math.max(this.#highestVote, vote);
  }

  decide(): ElectionDecision {
    const winner = this.#winner();
    if (winner === undefined) {
      return undecided(`no ${this.options.isUnclean ? '' : 'clean '}replica has answered`);
    }
    const [leader, evidence] = winner;
    const members = [...new Set(evidence.sets.flatMap(({ replicas }) => replicas))];
    const missing = members.filter((replica) => !this.#asked.has(replica));
    if (missing.length > 0) return { kind: 'ask-more', replicas: missing };

    for (const set of evidence.sets) {
      const reason = this.#lacking(set);
      if (reason !== undefined) return undecided(reason);
    }
    return {
      kind: 'elected',
      leader,
      leaderIncarnation: evidence.incarnation,
      sets: evidence.sets,
      inSyncReplicas: this.#initialInSyncReplicas(leader, evidence),
      ...this.#loss(evidence),
    };
  }

  #winner(): [number, ReplicaEvidence] | undefined {
    const candidates = [...this.#promises].filter(
      ([, { isClean }]) => isClean || this.options.isUnclean,
    );
    return candidates.toSorted((left, right) => this.#compare(left, right))[0];
  }

  #compare(left: [number, ReplicaEvidence], right: [number, ReplicaEvidence]): number {
    const byRank = compareRank(right[1], left[1]);
    return byRank === 0 ? this.#preferenceOf(left[0]) - this.#preferenceOf(right[0]) : byRank;
  }

  #preferenceOf(replica: number): number {
    const position = this.options.preference.indexOf(replica);
    return position < 0 ? this.options.preference.length : position;
  }

  #lacking({ replicas, minInsyncReplicas }: ReplicaSet): string | undefined {
    const { evidence, majority } = electionQuorum(replicas.length, minInsyncReplicas);
    const promises = replicas.filter((replica) => this.#promises.has(replica));
    if (promises.length < majority) {
      return `${promises.length} of ${replicas.length} replicas answered, ${majority} are needed`;
    }
    if (this.options.isUnclean) return undefined;

    const clean = promises.filter((replica) => this.#promises.get(replica)?.isClean === true);
    if (clean.length >= evidence) return undefined;
    return (
      `${clean.length} of ${replicas.length} replicas answered with their data intact, ` +
      `${evidence} are needed with min.insync.replicas ${minInsyncReplicas}`
    );
  }

  /** The leader, those that are as far, and as many more as a commit needs. */
  #initialInSyncReplicas(leader: number, winner: ReplicaEvidence): number[] {
    const others = [...this.#promises]
      .filter(([replica]) => replica !== leader)
      .toSorted((left, right) => compareRank(right[1], left[1]));
    const equal = others.filter(([, evidence]) => compareRank(evidence, winner) === 0);
    const needed = Math.max(...winner.sets.map(({ minInsyncReplicas }) => minInsyncReplicas));
    const count = Math.max(equal.length, needed - 1);
    return [leader, ...others.slice(0, count).map(([replica]) => replica)];
  }

  #loss(winner: ReplicaEvidence): Partial<ElectedLeader> {
    if (!this.options.isUnclean) return {};
    const highWatermark = Math.max(
      ...[...this.#promises.values()].map((evidence) => evidence.highWatermark),
    );
    return {
      possibleLossFromOffset: winner.logEndOffset,
      ...(highWatermark > winner.logEndOffset ? { certainLossToOffset: highWatermark } : undefined),
    };
  }
}

/** Positive when `left` ranks above `right`: by last epoch, then by log end. */
function compareRank(left: ReplicaEvidence, right: ReplicaEvidence): number {
  return left.lastEpoch - right.lastEpoch || left.logEndOffset - right.logEndOffset;
}

/** Whether promises of these replicas could decide by rule a, before anybody is disturbed. */
export function canElect(sets: readonly ReplicaSet[], reachable: ReadonlySet<number>): boolean {
  return sets.every(({ replicas, minInsyncReplicas }) => {
    const { evidence, majority } = electionQuorum(replicas.length, minInsyncReplicas);
    const count = replicas.filter((replica) => reachable.has(replica)).length;
    return count >= evidence && count >= majority;
  });
}

function undecided(reason: string): ElectionDecision {
  return { kind: 'undecided', reason };
}
