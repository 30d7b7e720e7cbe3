import { type Clock, toWeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { ClusterState } from '../cluster/cluster-state.ts';
import { partitionKey } from '../cluster/records.ts';
import { logNoAnswer } from '../node/log-no-answer.ts';
import { type NodeCalls, toEvidence } from '../node/node-calls.ts';
import {
  ElectionRound,
  type RoundAnswer,
  type RoundEffect,
  type RoundEntry,
  type RoundResult,
} from '../partition/election-round.ts';

/** What a round is run with. */
export interface RunRoundOptions {
  readonly state: ClusterState;
  readonly calls: NodeCalls;
  readonly clock: Clock;
  readonly logger: Logger;
}

const laggardWaitMs = 50;
const settleMs = 5;

/**
 * Carries out a round of elections: sends its questions, sets its timers, and hands over its
 * decisions as they come. Resolves when every partition is concluded.
 */
export function runRound(
  entries: readonly RoundEntry[],
  options: RunRoundOptions,
  onConcluded: (results: readonly RoundResult[]) => void,
): Promise<void> {
  const { state, clock } = options;
  const reachable = state.reachableNodeIds();
  const round = new ElectionRound(entries, { reachable, laggardWaitMs, settleMs });
  return new Promise((resolve, reject) => {
    const carryOut = (effects: readonly RoundEffect[]): void => {
      for (const effect of effects) {
        if (effect.kind === 'conclude') onConcluded(effect.results);
        else if (effect.kind === 'ask') void ask(effect.nodeId, effect.entries);
        else {
          clock.setTimer(effect.delayMs, () => {
            guarded(() => round.timerFired(effect.timer));
          });
        }
      }
      if (round.isOver) resolve();
    };
    const guarded = (step: () => readonly RoundEffect[]): void => {
      try {
        carryOut(step());
      } catch (error) {
        reject(toWeirError(error));
      }
    };
    const ask = async (nodeId: number, asked: readonly RoundEntry[]): Promise<void> => {
      const answers = await promise(nodeId, asked, options);
      guarded(() =>
        answers === undefined ? round.failed(nodeId, asked) : round.answered(nodeId, answers),
      );
    };
    guarded(() => round.start());
  });
}

/** What a node answers for these partitions; undefined when it does not. */
async function promise(
  nodeId: number,
  asked: readonly RoundEntry[],
  { calls, state, logger }: RunRoundOptions,
): Promise<RoundAnswer[] | undefined> {
  try {
    const results = await calls.promise(
      nodeId,
      asked.map(({ key, election }) => {
        const separator = key.lastIndexOf('/');
        const { leaderEpoch, proposalId } = election.options;
        return {
          topicId: key.slice(0, separator),
          partition: Number(key.slice(separator + 1)),
          leaderEpoch,
          proposalId,
        };
      }),
    );
    const answers = new Map<string, RoundAnswer>();
    for (const { topicId, partition, promisedEpoch, state: proved, errorCode } of results) {
      const key = partitionKey(topicId, partition);
      state.facts.notePromise(key, promisedEpoch);
      if (errorCode !== '' || proved === null) {
        logger.debug({ nodeId, topicId, partition, errorCode, promisedEpoch }, 'Promise refused');
        continue;
      }
      const evidence = toEvidence(proved);
      state.facts.noteEvidence(key, nodeId, evidence);
      answers.set(key, { key, evidence });
    }
    return asked.map(({ key }) => answers.get(key) ?? { key });
  } catch (error) {
    logNoAnswer(logger, { nodeId, call: 'Promise' }, error);
    return undefined;
  }
}
