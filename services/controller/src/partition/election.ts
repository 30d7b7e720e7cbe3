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
  /** A config that a promise revealed names replicas that were not asked yet. */
  | { readonly kind: 'ask-more'; readonly replicas: readonly number[] }
  /** Some that were asked may still answer. */
  | { readonly kind: 'waiting' }
  /** All have answered that will, and they are too few. */
  | { readonly kind: 'undecided'; readonly reason: string };

/** One attempt to elect a leader of one partition. */
export interface ElectionOptions {
  readonly leaderEpoch: number;
  readonly proposalId: string;
  /** Wins among equal ranks, the first first. */
  readonly preference: readonly number[];
  /** Where rule a cannot decide, rule c may: the operator or the topic's config accepts a loss. */
  readonly isUnclean: boolean;
}

type Promiser = readonly [replica: number, evidence: ReplicaEvidence];

/**
 * An election of one partition in one epoch, as the promises come in.
 *
 * Pure state: who runs it sends the promises and feeds back what the replicas answered.
 *
 * Invariants (replication protocol, sections 2 and 7):
 *   - Rule a elects the clean promiser of highest rank, and only with RF − m + 1 clean promises and
 *     a majority of promises in each replica set of that promiser's config.
 *   - Rule c is used only when all that were asked have answered or are out of reach and rule a
 *     cannot decide; it needs the majority all the same, so that an epoch has one leader.
 *   - Every replica that a revealed config names is asked before anything is decided.
 * Tests: `election.test.ts`.
 */
export class Election {
  readonly options: ElectionOptions;
  readonly #promises = new Map<number, ReplicaEvidence>();
  readonly #asked = new Set<number>();
  readonly #waitedFor = new Set<number>();

  constructor(options: ElectionOptions) {
    this.options = options;
  }

  /** Whether every replica that was asked has answered or is out of reach. */
  get isComplete(): boolean {
    return this.#waitedFor.size === 0;
  }

  /** Marks replicas as asked and returns those that were not before. */
  ask(replicas: readonly number[]): number[] {
    const fresh = replicas.filter((replica) => !this.#asked.has(replica));
    for (const replica of fresh) {
      this.#asked.add(replica);
      this.#waitedFor.add(replica);
    }
    return fresh;
  }

  /** A replica has durably promised this epoch and proposal. */
  recordPromise(replica: number, evidence: ReplicaEvidence): void {
    invariant(this.#asked.has(replica), `replica ${replica} promised without being asked`);
    this.#waitedFor.delete(replica);
    this.#promises.set(replica, evidence);
  }

  /** A replica refused, cannot be reached, or is not to be disturbed. */
  recordAbsence(replica: number): void {
    this.#waitedFor.delete(replica);
  }

  decide(): ElectionDecision {
    const unasked = this.#revealed().filter((replica) => !this.#asked.has(replica));
    if (unasked.length > 0) return { kind: 'ask-more', replicas: unasked };

    const promisers = [...this.#promises];
    const best = this.#highest(promisers.filter(([, { isClean }]) => isClean));
    if (best !== undefined && this.#lackingForRuleA(best) === undefined) {
      return this.#elected(best);
    }
    if (!this.isComplete) return { kind: 'waiting' };

    const top = this.#highest(promisers);
    if (top === undefined) return { kind: 'undecided', reason: 'no replica answers' };
    if (this.options.isUnclean && this.#lackingForRuleC(top) === undefined) {
      return { ...this.#elected(top), ...this.#loss(top) };
    }
    const reason = this.#lackingForRuleA(best ?? top) ?? 'no replica that answers is intact';
    return { kind: 'undecided', reason };
  }

  /** Every replica that a config of a promiser names. */
  #revealed(): number[] {
    return membersOf([...this.#promises.values()].flatMap(({ sets }) => sets));
  }

  #highest(promisers: readonly Promiser[]): Promiser | undefined {
    return promisers.toSorted((left, right) => this.#compare(left, right))[0];
  }

  #compare(left: Promiser, right: Promiser): number {
    const byRank = compareRank(right[1], left[1]);
    return byRank === 0 ? this.#preferenceOf(left[0]) - this.#preferenceOf(right[0]) : byRank;
  }

  #preferenceOf(replica: number): number {
    const position = this.options.preference.indexOf(replica);
    return position < 0 ? this.options.preference.length : position;
  }

  #lackingForRuleA([replica, { sets }]: Promiser): string | undefined {
    return (
      withoutConfig(replica, sets) ??
      lackingReplicas(sets, (candidate) => {
        const isClean = this.#promises.get(candidate)?.isClean;
        if (isClean === undefined) return 'absent';
        return isClean ? 'intact' : 'unclean';
      })
    );
  }

  #lackingForRuleC([replica, { sets }]: Promiser): string | undefined {
    return (
      withoutConfig(replica, sets) ??
      lackingReplicas(sets, (candidate) => (this.#promises.has(candidate) ? 'intact' : 'absent'), {
        isMajorityEnough: true,
      })
    );
  }

  #elected([leader, evidence]: Promiser): ElectedLeader {
    return {
      kind: 'elected',
      leader,
      leaderIncarnation: evidence.incarnation,
      sets: evidence.sets,
      inSyncReplicas: this.#initialInSyncReplicas(leader, evidence),
    };
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

  #loss([, winner]: Promiser): Partial<ElectedLeader> {
    const marks = [...this.#promises.values()].map(({ highWatermark }) => highWatermark);
    const highWatermark = Math.max(...marks);
    return {
      possibleLossFromOffset: winner.logEndOffset,
      ...(highWatermark > winner.logEndOffset ? { certainLossToOffset: highWatermark } : undefined),
    };
  }
}

/** Every node that these sets name, the preferred leader first. */
export function membersOf(sets: readonly ReplicaSet[]): number[] {
  return [...new Set(sets.flatMap(({ replicas }) => replicas))];
}

/** Positive when `left` ranks above `right`: by last epoch, then by log end. */
function compareRank(left: ReplicaEvidence, right: ReplicaEvidence): number {
  return left.lastEpoch - right.lastEpoch || left.logEndOffset - right.logEndOffset;
}

/** A config that names nobody would be satisfied by nobody. */
function withoutConfig(replica: number, sets: readonly ReplicaSet[]): string | undefined {
  const isUsable = sets.length > 0 && sets.every(({ replicas }) => replicas.length > 0);
  return isUsable ? undefined : `node ${replica} does not know the replicas of the partition`;
}

/** How far a replica counts in an election: an unclean one may only promise. */
export type ReplicaCondition = 'intact' | 'unclean' | 'absent';

/**
 * What is left of a replica that its node has set aside:
 *
 *   - `absent`: it answers nothing.
 *   - `unclean`: it promises, and has lost what it held.
 *   - `full`: it holds and serves what it has, and takes no more.
 */
export type ReplicaFailure = 'absent' | 'unclean' | 'full';

/**
 * What is lacking for an election of a partition with these sets, in words for people; undefined
 * when nothing is. With `isMajorityEnough`, as for rule c, replicas need not be intact.
 */
export function lackingReplicas(
  sets: readonly ReplicaSet[],
  conditionOf: (replica: number) => ReplicaCondition,
  { isMajorityEnough = false } = {},
): string | undefined {
  for (const { replicas, minInsyncReplicas } of sets) {
    const { evidence, majority } = electionQuorum(replicas.length, minInsyncReplicas);
    const conditions = replicas.map(conditionOf);
    const present = conditions.filter((condition) => condition !== 'absent').length;
    const intact = conditions.filter((condition) => condition === 'intact').length;
    if (present < majority) {
      return `${present} of ${replicas.length} replicas answer, ${majority} are needed`;
    }
    if (!isMajorityEnough && intact < evidence) {
      return (
        `${intact} of ${replicas.length} replicas answer with their data intact, ${evidence} are ` +
        `needed with min.insync.replicas ${minInsyncReplicas}`
      );
    }
  }
  return undefined;
}
