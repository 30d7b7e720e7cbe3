import { type Clock, type Random, sleep, toWeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { ClusterJournal } from '../cluster/cluster-journal.ts';
import type { ClusterState } from '../cluster/cluster-state.ts';
import type { ClusterWriter } from '../cluster/cluster-writer.ts';
import type { MetadataPublisher } from '../cluster/metadata-publisher.ts';
import { needsLeader, situationOf } from '../cluster/partition-situation.ts';
import { keyOf, type PartitionRecord } from '../cluster/records.ts';
import type { NodeCalls } from '../node/node-calls.ts';
import { Election, type ElectedLeader } from '../partition/election.ts';
import { type ElectionCause, type ElectionPlan, planElection } from '../partition/election-plan.ts';
import type { RoundEntry, RoundResult } from '../partition/election-round.ts';
import type { ElectionCounts } from './election-counts.ts';
import { LeaderlessTimes } from './leaderless-times.ts';
import { ElectionRetries } from './election-retries.ts';
import { InventoryRefresh } from './inventory-refresh.ts';
import { LeaderAnnouncer } from './leader-announcer.ts';
import { runRound } from './run-round.ts';

/** A partition that needs an election. */
export interface ElectionRequest {
  readonly topicId: string;
  readonly partition: number;
}

/** What became of a partition's election. */
export type ElectionOutcome =
  | { readonly kind: 'elected'; readonly record: PartitionRecord; readonly decision: ElectedLeader }
  | { readonly kind: 'undecided'; readonly key: string; readonly reason: string }
  | { readonly kind: 'needless'; readonly key: string };

/** What a runner works with. */
export interface ElectionRunnerOptions {
  readonly state: ClusterState;
  readonly journal: ClusterJournal;
  readonly writer: ClusterWriter;
  readonly publisher: MetadataPublisher;
  readonly calls: NodeCalls;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly counts: ElectionCounts;
  /** A partition that was leaderless has been taken up by its new leader, after so long. */
  readonly onLeaderFound?: ((seconds: number) => void) | undefined;
  /** A node has something else than it should: its inventory is worth a look. */
  readonly onNodeDiffers: (nodeId: number) => void;
}

type HoldPlan = Extract<ElectionPlan, { readonly kind: 'hold' }>;

const storeRetryMs = 100;

/**
 * Holds elections, many at once: plans them, runs a round of promises, stores what was decided, tells
 * the nodes, publishes.
 *
 * Invariants:
 *   - One election of a partition runs at a time; a request that comes meanwhile is looked at after it.
 *   - Nobody is asked to promise while the store does not answer, or where the reachable replicas
 *     could not decide (rule 2.6).
 *   - LeaderAndIsr goes out only after the store has the decision.
 *   - A partition that stays without a leader is tried again.
 * Tests: `election-runner.test.ts`.
 */
export class ElectionRunner {
  readonly #options: ElectionRunnerOptions;
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #retries: ElectionRetries;
  readonly #refresh: InventoryRefresh;
  readonly #leaderless: LeaderlessTimes;
  readonly announcer: LeaderAnnouncer;

  constructor(options: ElectionRunnerOptions) {
    this.#options = options;
    const { state } = options;
    this.#retries = new ElectionRetries(options, (requests) => this.elect(requests));
    this.#refresh = new InventoryRefresh(options);
    this.#leaderless = new LeaderlessTimes(options.clock, (key) => state.partitions.has(key));
    this.announcer = new LeaderAnnouncer({
      ...options,
      onRefused: (records) => {
        for (const record of records)
          state.facts.notePromise(keyOf(record), record.leaderEpoch + 1);
        this.#retries.add(records);
      },
    });
  }

  /** Elects where that is needed, without being waited for; failures are tried again. */
  electSoon(requests: readonly ElectionRequest[]): void {
    this.elect(requests).catch((error: unknown) => {
      const { logger, signal } = this.#options;
      if (!signal.aborted) logger.warn({ err: toWeirError(error) }, 'Elections failed');
    });
  }

  /** Elects where the cause holds; resolves when the new leaders have been told. */
  async elect(
    requests: readonly ElectionRequest[],
    cause: ElectionCause = 'leaderless',
  ): Promise<ElectionOutcome[]> {
    if (requests.length === 0) return [];
    const keys = requests.map(keyOf);
    if (cause === 'leaderless') this.#leaderless.begin(keys);
    const earlier = keys.flatMap((key) => this.#running.get(key) ?? []);
    const run = Promise.allSettled(earlier).then(() => this.#electNow(keys, cause));
    for (const key of keys) this.#running.set(key, run);
    try {
      return await run;
    } finally {
      for (const key of keys) if (this.#running.get(key) === run) this.#running.delete(key);
      this.#retries.add(requests);
    }
  }

  async #electNow(keys: readonly string[], cause: ElectionCause): Promise<ElectionOutcome[]> {
    const { journal, counts } = this.#options;
    const outcomes: ElectionOutcome[] = [];
    const { holds, blocked } = await this.#plan([...new Set(keys)], cause, outcomes);
    await this.#markBlocked(blocked);
    if (holds.size === 0) return outcomes;

    await journal.check();
    const entries = [...holds].map(([key, plan]) => this.#toEntry(key, plan));
    const concluding: Promise<void>[] = [];
    await runRound(entries, this.#options, (results) => {
      const concluded = this.#conclude(results, outcomes);
      // Its error is thrown below; it may come while others are still asked.
      concluded.catch(() => undefined);
      concluding.push(concluded);
    });
    await Promise.all(concluding);
    counts.rounds += 1;
    return outcomes;
  }

  async #plan(
    keys: readonly string[],
    cause: ElectionCause,
    outcomes: ElectionOutcome[],
  ): Promise<{ readonly holds: Map<string, HoldPlan>; readonly blocked: Map<string, string> }> {
    let plans = keys.map((key) => this.#planOne(key, cause));
    const doubtful = plans.flatMap((plan) => (plan.kind === 'blocked' ? plan.doubtful : []));
    if (doubtful.length > 0) {
      await this.#refresh.run(doubtful);
      plans = keys.map((key) => this.#planOne(key, cause));
    }
    const holds = new Map<string, HoldPlan>();
    const blocked = new Map<string, string>();
    for (const [index, key] of keys.entries()) {
      const plan = plans[index];
      if (plan?.kind === 'hold') holds.set(key, plan);
      else if (plan?.kind === 'blocked') {
        outcomes.push({ kind: 'undecided', key, reason: plan.reason });
        blocked.set(key, plan.reason);
      } else {
        outcomes.push({ kind: 'needless', key });
        this.#leaderless.end(key);
      }
    }
    return { holds, blocked };
  }

  #planOne(key: string, cause: ElectionCause): ElectionPlan {
    const { state } = this.#options;
    const record = state.partitions.get(key);
    const topic = state.topics.get(record?.topicId ?? '');
    if (record === undefined || topic?.state !== 'active') return { kind: 'needless' };
    return planElection(cause, situationOf(state, topic, record));
  }

  #toEntry(key: string, plan: HoldPlan): RoundEntry {
    const { leaderEpoch, preference, isUnclean, replicas, outgoing, excluded } = plan;
    this.#options.state.facts.notePromise(key, leaderEpoch);
    const proposalId = this.#options.random.uuid();
    return {
      key,
      replicas,
      election: new Election({ leaderEpoch, proposalId, preference, isUnclean }),
      ...(outgoing === undefined ? undefined : { outgoing }),
      ...(excluded === undefined ? undefined : { excluded }),
    };
  }

  async #conclude(results: readonly RoundResult[], outcomes: ElectionOutcome[]): Promise<void> {
    const { counts } = this.#options;
    const undecided = new Map<string, string>();
    const elected = new Map<string, { readonly entry: RoundEntry; readonly won: ElectedLeader }>();
    for (const { entry, decision } of results) {
      if (decision.kind === 'elected') elected.set(entry.key, { entry, won: decision });
      else {
        outcomes.push({ kind: 'undecided', key: entry.key, reason: decision.reason });
        undecided.set(entry.key, decision.reason);
      }
    }
    counts.undecided += undecided.size;
    await this.#markLeaderless(undecided);
    if (elected.size === 0) return;

    const records = await this.#persist([...elected.values()]);
    for (const record of records) {
      const decision = elected.get(keyOf(record))?.won;
      if (decision === undefined) continue;
      outcomes.push({ kind: 'elected', record, decision });
      this.#report(record, decision);
    }
    await this.announcer.announce(records, (led) => {
      for (const record of led) this.#noteLed(keyOf(record));
      this.#publish(led);
    });
    this.#publish(records.filter(({ leader }) => !this.#options.state.isReachable(leader ?? -1)));
  }

  /** Elections wait for the store: promised replicas serve nobody until it is back. */
  async #persist(
    elected: readonly { readonly entry: RoundEntry; readonly won: ElectedLeader }[],
  ): Promise<readonly PartitionRecord[]> {
    const { writer, clock, logger, signal } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      try {
        const partitions = elected.map(({ entry, won }) => this.#toChange(entry, won));
        return (await writer.update({ partitions })).partitions;
      } catch (error) {
        const { code } = toWeirError(error);
        if (code !== 'STORE_UNAVAILABLE') throw error;
        logger.warn({ code, partitions: elected.length }, 'Elections wait for the metadata store');
        await sleep(clock, storeRetryMs, signal);
      }
    }
  }

  #toChange({ key, election }: RoundEntry, won: ElectedLeader) {
    const { leaderEpoch, proposalId } = election.options;
    return {
      key,
      change: (known: PartitionRecord | undefined): PartitionRecord | undefined => {
        // Deleted meanwhile, or taken over at a higher epoch from a node's inventory.
        if (known === undefined || known.leaderEpoch >= leaderEpoch) return undefined;
        if (this.#options.state.topics.get(known.topicId)?.state !== 'active') return undefined;
        return {
          ...known,
          sets: won.sets,
          leader: won.leader,
          leaderIncarnation: won.leaderIncarnation,
          leaderEpoch,
          proposalId,
          inSyncReplicas: won.inSyncReplicas,
          leaderlessReason: '',
        };
      },
    };
  }

  /** A partition that was not disturbed keeps a leader that answers. */
  async #markBlocked(blocked: ReadonlyMap<string, string>): Promise<void> {
    const { state } = this.#options;
    const leaderless = [...blocked].filter(([key]) => {
      const record = state.partitions.get(key);
      return record !== undefined && needsLeader(state, record);
    });
    await this.#markLeaderless(new Map(leaderless));
  }

  /** Says why there is no leader; a store that does not answer is told later. */
  async #markLeaderless(reasons: ReadonlyMap<string, string>): Promise<void> {
    if (reasons.size === 0) return;
    const { writer, logger } = this.#options;
    const partitions = [...reasons].map(([key, reason]) => ({
      key,
      change: (known: PartitionRecord | undefined): PartitionRecord | undefined => {
        const isSaid = known?.leader === null && known.leaderlessReason === reason;
        if (known === undefined || isSaid) return undefined;
        return { ...known, leader: null, leaderlessReason: reason };
      },
    }));
    try {
      const changed = (await writer.update({ partitions })).partitions;
      for (const { topicId, partition, leaderlessReason: reason } of changed) {
        logger.warn({ topicId, partition, reason }, 'Partition has no leader');
      }
      this.#publish(changed);
    } catch (error) {
      const { code } = toWeirError(error);
      if (code !== 'STORE_UNAVAILABLE') throw error;
      logger.debug({ code, partitions: reasons.size }, 'Leaderless partitions were not stored');
    }
  }

  #noteLed(key: string): void {
    const seconds = this.#leaderless.end(key);
    if (seconds !== undefined) this.#options.onLeaderFound?.(seconds);
  }

  #publish(records: readonly PartitionRecord[]): void {
    this.#options.publisher.publish({ topicIds: records.map(({ topicId }) => topicId) });
  }

  #report(record: PartitionRecord, decision: ElectedLeader): void {
    const { logger, counts, state } = this.#options;
    const { topicId, partition, leader, leaderEpoch, inSyncReplicas } = record;
    const facts = { topicId, partition, leader, leaderEpoch, inSyncReplicas };
    const topic = state.topics.get(topicId)?.name;
    counts.elected += 1;
    logger.info({ topic, ...facts }, 'Leader elected');
    const { possibleLossFromOffset, certainLossToOffset } = decision;
    if (possibleLossFromOffset === undefined) return;
    counts.unclean += 1;
    logger.error(
      { topic, ...facts, possibleLossFromOffset, certainLossToOffset },
      certainLossToOffset === undefined
        ? 'Unclean election: records from this offset on may be lost'
        : 'Unclean election: committed records are lost',
    );
  }
}
