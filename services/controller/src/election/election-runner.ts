import { type Clock, type Random, sleep, toWeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { ClusterJournal } from '../cluster/cluster-journal.ts';
import type { ClusterState } from '../cluster/cluster-state.ts';
import type { MetadataPublisher } from '../cluster/metadata-publisher.ts';
import { partitionKey, type PartitionRecord, replicasOf } from '../cluster/records.ts';
import { groupByNode } from '../node/group-by-node.ts';
import { logNoAnswer } from '../node/log-no-answer.ts';
import { type NodeCalls, toEvidence } from '../node/node-calls.ts';
import { canElect, Election, type ElectedLeader } from '../partition/election.ts';

/** Why an election is held, and who should win it. */
export interface ElectionRequest {
  readonly topicId: string;
  readonly partition: number;
  /** Replicas that should not lead where others are as good: they are stopping. */
  readonly avoid?: readonly number[];
  readonly isUnclean?: boolean;
  /** Also where a leader answers: it shall be another one. */
  readonly isHandOver?: boolean;
}

/** What became of a partition's election. */
export interface ElectionOutcome {
  readonly record: PartitionRecord;
  readonly elected: ElectedLeader | undefined;
  readonly reason: string;
}

/** What a runner works with. */
export interface ElectionRunnerOptions {
  readonly state: ClusterState;
  readonly journal: ClusterJournal;
  readonly publisher: MetadataPublisher;
  readonly calls: NodeCalls;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly onElections: (elected: number, undecided: number) => void;
}

interface RunningElection {
  readonly request: ElectionRequest;
  readonly record: PartitionRecord;
  readonly election: Election;
  readonly isUnclean: boolean;
}

/** After a decision is possible, how long slower replicas may still bring a better candidate. */
const laggardWaitMs = 50;
const retryMinMs = 100;
const retryMaxMs = 1_000;

/**
 * Holds elections, batched by node: the promises of a thousand partitions are one call per node.
 *
 * Invariants:
 *   - One election of a partition runs at a time; a request that comes meanwhile is held after it.
 *   - Nobody is asked to promise unless the reachable replicas could decide (rule 2.6).
 *   - LeaderAndIsr goes out only after the store has the decision.
 */
export class ElectionRunner {
  readonly #options: ElectionRunnerOptions;
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #retries = new Map<string, ElectionRequest>();
  #isRetryScheduled = false;

  constructor(options: ElectionRunnerOptions) {
    this.#options = options;
  }

  /** Elects a leader of each partition; an undecided one is tried again until it is decided. */
  async elect(requests: readonly ElectionRequest[]): Promise<ElectionOutcome[]> {
    if (requests.length === 0) return [];
    const keys = requests.map(({ topicId, partition }) => partitionKey(topicId, partition));
    const earlier = keys.flatMap((key) => this.#running.get(key) ?? []);
    const run = Promise.allSettled(earlier).then(() => this.#electNow(requests));
    for (const key of keys) this.#running.set(key, run);
    try {
      return await run;
    } finally {
      for (const key of keys) {
        if (this.#running.get(key) === run) this.#running.delete(key);
      }
    }
  }

  async #electNow(requests: readonly ElectionRequest[]): Promise<ElectionOutcome[]> {
    const { onElections } = this.#options;
    const running = requests.flatMap((request) => this.#start(request) ?? []);
    const possible = running.filter((candidate) => this.#isPossible(candidate));
    await this.#collectPromises(possible);

    const outcomes = running.map((candidate) => conclude(candidate));
    await this.#apply(running, outcomes);
    const elected = outcomes.filter((outcome) => outcome.elected !== undefined).length;
    onElections(elected, outcomes.length - elected);
    for (const [index, outcome] of outcomes.entries()) {
      const request = running[index]?.request;
      if (outcome.elected === undefined && request !== undefined) this.#retryLater(request);
    }
    return outcomes;
  }

  #start(request: ElectionRequest): RunningElection | undefined {
    const { state, random } = this.#options;
    const key = partitionKey(request.topicId, request.partition);
    const record = state.partitions.get(key);
    const topic = state.topics.get(request.topicId);
    if (record === undefined || topic?.state !== 'active') return undefined;
    // An earlier election, which this one waited for, may have done it.
    if (request.isHandOver !== true && !needsLeader(record, state)) return undefined;

    this.#retries.delete(key);
    const isUnclean =
      request.isUnclean === true || topic.configs['unclean.leader.election.enable'] === 'true';
    const replicas = replicasOf(record);
    const avoid = request.avoid ?? [];
    const election = new Election({
      leaderEpoch: 1 + Math.max(record.leaderEpoch, state.promisedEpochs.get(key) ?? 0),
      proposalId: random.uuid(),
      preference: [
        ...replicas.filter((replica) => !avoid.includes(replica)),
        ...replicas.filter((replica) => avoid.includes(replica)),
      ],
      isUnclean,
    });
    return { request, record, election, isUnclean };
  }

  #isPossible({ record, isUnclean }: RunningElection): boolean {
    const reachable = this.#options.state.reachableNodeIds();
    if (canElect(record.sets, reachable)) return true;
    return isUnclean && replicasOf(record).some((replica) => reachable.has(replica));
  }

  async #collectPromises(running: readonly RunningElection[]): Promise<void> {
    const reachable = this.#options.state.reachableNodeIds();
    let pending = running.map((candidate) => ({ candidate, ask: replicasOf(candidate.record) }));
    while (pending.length > 0) {
      const byNode = groupByNode(pending, ({ candidate, ask }) =>
        candidate.election.ask(ask).filter((nodeId) => reachable.has(nodeId)),
      );
      await this.#askNodes(byNode, running);
      pending = pending.flatMap(({ candidate }) => {
        const decision = candidate.election.decide();
        return decision.kind === 'ask-more' ? [{ candidate, ask: [...decision.replicas] }] : [];
      });
    }
  }

  /** Waits for every node, but not for those that hang once all elections can be decided. */
  async #askNodes(
    byNode: ReadonlyMap<number, readonly { readonly candidate: RunningElection }[]>,
    running: readonly RunningElection[],
  ): Promise<void> {
    const { clock } = this.#options;
    const done = Promise.withResolvers<void>();
    let left = byNode.size;
    if (left === 0) return;
    const areDecided = (): boolean =>
      running.every(({ election }) => election.decide().kind === 'elected');
    for (const [nodeId, asked] of byNode) {
      const candidates = asked.map(({ candidate }) => candidate);
      void this.#askNode(nodeId, candidates).then(() => {
        left -= 1;
        if (left === 0) done.resolve();
        else if (areDecided()) clock.setTimer(laggardWaitMs, done.resolve);
        return undefined;
      });
    }
    await done.promise;
  }

  async #askNode(nodeId: number, candidates: readonly RunningElection[]): Promise<void> {
    const { calls, state, logger } = this.#options;
    try {
      const results = await calls.promise(
        nodeId,
        candidates.map(({ record, election }) => ({
          topicId: record.topicId,
          partition: record.partition,
          leaderEpoch: election.options.leaderEpoch,
          proposalId: election.options.proposalId,
        })),
      );
      for (const [index, result] of results.entries()) {
        const election = candidates[index]?.election;
        const evidence = toEvidence(result);
        state.notePromisedEpoch(result.topicId, result.partition, result.promisedEpoch);
        if (evidence === undefined) election?.recordRefusal(result.promisedEpoch);
        else election?.recordPromise(nodeId, evidence);
      }
    } catch (error) {
      logNoAnswer(logger, { nodeId, call: 'Promise' }, error);
    }
  }

  async #apply(
    running: readonly RunningElection[],
    outcomes: readonly ElectionOutcome[],
  ): Promise<void> {
    const { state, publisher, signal } = this.#options;
    const changed = outcomes.filter(({ record }, index) => record !== running[index]?.record);
    if (changed.length === 0) return;

    await this.#persist(changed.map(({ record }) => record));
    signal.throwIfAborted();
    for (const { record } of changed) state.setPartition(record);
    await this.#announce(changed.filter(({ elected }) => elected !== undefined));
    publisher.publish({ topicIds: changed.map(({ record }) => record.topicId) });
  }

  /** Elections wait for the store: promised replicas serve nobody until it is back. */
  async #persist(records: readonly PartitionRecord[]): Promise<void> {
    const { journal, clock, logger, signal } = this.#options;
    for (;;) {
      try {
        await journal.savePartitions(records);
        return;
      } catch (error) {
        const { code } = toWeirError(error);
        if (code !== 'STORE_UNAVAILABLE') throw error;
        logger.warn({ code, partitions: records.length }, 'Elections wait for the metadata store');
        await sleep(clock, retryMinMs, signal);
      }
    }
  }

  async #announce(elected: readonly ElectionOutcome[]): Promise<void> {
    const { state } = this.#options;
    const records = elected.map(({ record }) => record);
    for (const record of records) this.#log(record);
    const byNode = groupByNode(records, (record) =>
      replicasOf(record).filter((nodeId) => state.isReachable(nodeId)),
    );
    await Promise.all([...byNode].map(([nodeId, led]) => this.sendLeaders(nodeId, led)));
  }

  /** Tells a node who leads; it is told again whenever it registers, so errors are only logged. */
  async sendLeaders(nodeId: number, records: readonly PartitionRecord[]): Promise<void> {
    const { calls, state, logger } = this.#options;
    const led = records.filter(({ leader }) => leader !== null);
    if (led.length === 0) return;
    try {
      const results = await calls.leaderAndIsr(
        nodeId,
        led.map((record) => ({
          topicId: record.topicId,
          partition: record.partition,
          leaderEpoch: record.leaderEpoch,
          proposalId: record.proposalId,
          leader: record.leader ?? -1,
          leaderIncarnation: record.leaderIncarnation,
          leaderAddress: state.nodes.get(record.leader ?? -1)?.address ?? '',
          partitionEpoch: record.partitionEpoch,
          inSyncReplicas: [...record.inSyncReplicas],
        })),
      );
      for (const result of results) {
        if (result.errorCode === '') continue;
        const { topicId, partition, errorCode, errorMessage } = result;
        logger.warn({ nodeId, topicId, partition, errorCode, errorMessage }, 'Leader not accepted');
        if (led.some((record) => record.topicId === topicId && record.leader === nodeId)) {
          this.#retryLater({ topicId, partition });
        }
      }
    } catch (error) {
      logNoAnswer(logger, { nodeId, call: 'LeaderAndIsr' }, error);
    }
  }

  #retryLater(request: ElectionRequest): void {
    this.#retries.set(partitionKey(request.topicId, request.partition), request);
    if (this.#isRetryScheduled) return;
    this.#isRetryScheduled = true;
    const { clock, random, signal } = this.#options;
    const delayMs = retryMinMs + random.nextInt(retryMaxMs - retryMinMs);
    clock.setTimer(delayMs, () => {
      this.#isRetryScheduled = false;
      if (!signal.aborted) void this.#retry();
    });
  }

  async #retry(): Promise<void> {
    const { state, logger } = this.#options;
    const requests = [...this.#retries.values()].filter(({ topicId, partition }) => {
      const record = state.partitions.get(partitionKey(topicId, partition));
      return record !== undefined && needsLeader(record, state);
    });
    this.#retries.clear();
    try {
      await this.elect(requests);
    } catch (error) {
      logger.warn({ err: toWeirError(error) }, 'Retry of elections failed');
    }
  }

  #log(record: PartitionRecord): void {
    const { topicId, partition, leader, leaderEpoch, inSyncReplicas } = record;
    this.#options.logger.info(
      { topicId, partition, leader, leaderEpoch, inSyncReplicas },
      'Leader elected',
    );
  }
}

/** Whether a partition has no leader that answers. */
export function needsLeader(record: PartitionRecord, state: ClusterState): boolean {
  return record.leader === null || !state.isReachable(record.leader);
}

function conclude({ record, election }: RunningElection): ElectionOutcome {
  const decision = election.decide();
  const { leaderEpoch, proposalId } = election.options;
  if (decision.kind === 'elected') {
    return {
      elected: decision,
      reason: '',
      record: {
        ...record,
        sets: decision.sets,
        leader: decision.leader,
        leaderIncarnation: decision.leaderIncarnation,
        leaderEpoch,
        proposalId,
        partitionEpoch: record.partitionEpoch + 1,
        inSyncReplicas: decision.inSyncReplicas,
        leaderlessReason: '',
      },
    };
  }
  const reason =
    decision.kind === 'undecided' ? decision.reason : 'replicas of its config did not answer';
  if (record.leader === null && record.leaderlessReason === reason) {
    return { elected: undefined, reason, record };
  }
  return {
    elected: undefined,
    reason,
    record: {
      ...record,
      leader: null,
      partitionEpoch: record.partitionEpoch + 1,
      leaderlessReason: reason,
    },
  };
}
