import { invariant } from '@weir/core';
import type { Election, ElectionDecision, ReplicaEvidence } from './election.ts';

/** One partition of a round. */
export interface RoundEntry {
  /** `<topic-id>/<partition>`. */
  readonly key: string;
  readonly election: Election;
  /** Whom to ask at first: those that the partition's record names. */
  readonly replicas: readonly number[];
  /** A sitting leader that hands over: it is asked first, so that the others reach its rank. */
  readonly outgoing?: number;
  /** Not to be asked at all: the decision is left to the others. */
  readonly excluded?: readonly number[];
}

/** What a replica answered: with a promise its evidence, with a refusal none. */
export interface RoundAnswer {
  readonly key: string;
  readonly evidence?: ReplicaEvidence;
}

/** A decision that a round has come to. */
export interface RoundResult {
  readonly entry: RoundEntry;
  readonly decision: Extract<ElectionDecision, { readonly kind: 'elected' | 'undecided' }>;
}

/** What the runner of a round has to do, in order. */
export type RoundEffect =
  /** One Promise call to a node; its outcome comes back as `answered` or `failed`. */
  | { readonly kind: 'ask'; readonly nodeId: number; readonly entries: readonly RoundEntry[] }
  /** Comes back as `timerFired`. */
  | { readonly kind: 'set-timer'; readonly timer: RoundTimer; readonly delayMs: number }
  | { readonly kind: 'conclude'; readonly results: readonly RoundResult[] };

/** `laggards`: enough has been heard; `settle`: followers take what an outgoing leader had sent. */
export type RoundTimer = 'laggards' | 'settle';

/** Which nodes can be asked, and how long to wait, in milliseconds. */
export interface RoundOptions {
  readonly reachable: ReadonlySet<number>;
  /** Once a decision is possible, how long slower replicas may still bring a better candidate. */
  readonly laggardWaitMs: number;
  /** Between the promise of an outgoing leader and the question to its followers. */
  readonly settleMs: number;
}

type Phase = 'outgoing' | 'settling' | 'open' | 'over';

/**
 * Elections of many partitions at once, batched by node: each node gets one Promise call with all
 * that concerns it, and a second one only where a promise reveals replicas that were not asked.
 *
 * Pure state machine: events come in as calls, effects go out as data.
 *
 * Invariants:
 *   - Each partition is concluded exactly once.
 *   - A replica is asked at most once, an excluded or unreachable one never.
 *   - A partition is not held up by nodes that another one waits for.
 * Tests: `election-round.test.ts`.
 */
export class ElectionRound {
  readonly #options: RoundOptions;
  readonly #entries: readonly RoundEntry[];
  readonly #phases = new Map<string, Phase>();
  readonly #entryByKey: ReadonlyMap<string, RoundEntry>;
  readonly #pendingTimers = new Set<RoundTimer>();
  #open: number;

  constructor(entries: readonly RoundEntry[], options: RoundOptions) {
    this.#entries = entries;
    this.#options = options;
    this.#entryByKey = new Map(entries.map((entry) => [entry.key, entry]));
    this.#open = entries.length;
    invariant(this.#entryByKey.size === entries.length, 'a partition is once in a round');
  }

  /** Whether every partition is concluded. */
  get isOver(): boolean {
    return this.#open === 0;
  }

  start(): RoundEffect[] {
    const asked = new AskedNodes();
    for (const entry of this.#entries) {
      const { outgoing, excluded = [] } = entry;
      const isHandover = outgoing !== undefined && !excluded.includes(outgoing);
      this.#phases.set(entry.key, isHandover ? 'outgoing' : 'open');
      this.#ask(entry, isHandover ? [outgoing] : entry.replicas, asked);
    }
    return this.#advance(this.#entries, asked);
  }

  /** A node has answered a call. */
  answered(nodeId: number, answers: readonly RoundAnswer[]): RoundEffect[] {
    const entries = answers.flatMap(({ key, evidence }) => {
      const entry = this.#entryByKey.get(key);
      if (entry === undefined) return [];
      if (evidence === undefined) entry.election.recordAbsence(nodeId);
      else entry.election.recordPromise(nodeId, evidence);
      return [entry];
    });
    return this.#advance(entries, new AskedNodes());
  }

  /** A call to a node had no answer; whether it promised is unknown, and does not matter. */
  failed(nodeId: number, entries: readonly RoundEntry[]): RoundEffect[] {
    for (const { election } of entries) election.recordAbsence(nodeId);
    return this.#advance(entries, new AskedNodes());
  }

  timerFired(timer: RoundTimer): RoundEffect[] {
    this.#pendingTimers.delete(timer);
    if (timer === 'laggards') {
      return this.#advance(this.#inPhase('open'), new AskedNodes(), { isLate: true });
    }
    const asked = new AskedNodes();
    const settled = this.#inPhase('settling');
    for (const entry of settled) {
      this.#phases.set(entry.key, 'open');
      this.#ask(entry, entry.replicas, asked);
    }
    return this.#advance(settled, asked);
  }

  #inPhase(phase: Phase): RoundEntry[] {
    return this.#entries.filter(({ key }) => this.#phases.get(key) === phase);
  }

  #ask(entry: RoundEntry, replicas: readonly number[], asked: AskedNodes): void {
    for (const replica of entry.election.ask(replicas)) {
      const isExcluded = entry.excluded?.includes(replica) === true;
      if (isExcluded || !this.#options.reachable.has(replica)) {
        entry.election.recordAbsence(replica);
      } else asked.add(replica, entry);
    }
  }

  #advance(
    entries: readonly RoundEntry[],
    asked: AskedNodes,
    { isLate = false } = {},
  ): RoundEffect[] {
    const effects: RoundEffect[] = [];
    const results: RoundResult[] = [];
    for (const entry of entries) {
      const phase = this.#phases.get(entry.key);
      if (phase === 'outgoing' && entry.election.isComplete) this.#settle(entry, effects);
      if (phase !== 'open') continue;
      const decision = this.#decide(entry, asked);
      if (decision === undefined) continue;
      if (decision.kind === 'undecided' || isLate || entry.election.isComplete) {
        this.#phases.set(entry.key, 'over');
        this.#open -= 1;
        results.push({ entry, decision });
      } else this.#setTimer('laggards', this.#options.laggardWaitMs, effects);
    }
    if (results.length > 0) effects.push({ kind: 'conclude', results });
    return [...asked.toEffects(), ...effects];
  }

  #settle(entry: RoundEntry, effects: RoundEffect[]): void {
    this.#phases.set(entry.key, 'settling');
    this.#setTimer('settle', this.#options.settleMs, effects);
  }

  /** Asks whom the promises reveal; undefined while more must be heard. */
  #decide(entry: RoundEntry, asked: AskedNodes): RoundResult['decision'] | undefined {
    for (;;) {
      const decision = entry.election.decide();
      if (decision.kind === 'waiting') return undefined;
      if (decision.kind !== 'ask-more') return decision;
      this.#ask(entry, decision.replicas, asked);
    }
  }

  #setTimer(timer: RoundTimer, delayMs: number, effects: RoundEffect[]): void {
    if (this.#pendingTimers.has(timer)) return;
    this.#pendingTimers.add(timer);
    effects.push({ kind: 'set-timer', timer, delayMs });
  }
}

/** Questions of one step, gathered by node. */
class AskedNodes {
  readonly #entriesByNode = new Map<number, RoundEntry[]>();

  add(nodeId: number, entry: RoundEntry): void {
    const entries = this.#entriesByNode.get(nodeId);
    if (entries === undefined) this.#entriesByNode.set(nodeId, [entry]);
    else entries.push(entry);
  }

  toEffects(): RoundEffect[] {
    return [...this.#entriesByNode].map(([nodeId, entries]) => ({ kind: 'ask', nodeId, entries }));
  }
}
