import { WeirError } from '@weir/core';
import {
  type LogOffsets,
  type OffsetAnswer,
  type OffsetQuestion,
  type PartitionKey,
  splitPartitionKey,
} from '@weir/coordinator/cores';
import type { SimulatedProcess } from '../../world/simulated-process.ts';
import { happens } from '../../world/world.ts';
import type { GroupsWorld } from './groups-world.ts';

/** A coordinator's questions to the leaders of partitions; each leader answers after a while, or not. */
export class SimulatedLogOffsets implements Pick<LogOffsets, 'leaderOf' | 'ask'> {
  readonly #world: GroupsWorld;
  readonly #process: SimulatedProcess;

  constructor(world: GroupsWorld, process: SimulatedProcess) {
    this.#world = world;
    this.#process = process;
  }

  leaderOf(key: PartitionKey): { readonly nodeId: number; readonly address: string } {
    const nodeId = splitPartitionKey(key).partition % 2;
    return { nodeId, address: `n${nodeId}:1` };
  }

  ask(questions: readonly OffsetQuestion[], deadlineMs: number): Promise<OffsetAnswer[]> {
    const { network, random } = this.#world;
    const isLost = happens(random, network.quality.lossPerMille);
    return new Promise((resolve) => {
      const askedAfterMs = isLost ? deadlineMs : network.delayMs();
      this.#process.schedule(askedAfterMs, () => {
        const answers = questions.map((question) => (isLost ? noAnswer : this.#answer(question)));
        this.#process.schedule(network.delayMs(), () => {
          resolve(answers);
        });
      });
    });
  }

  #answer({ key, spec }: OffsetQuestion): OffsetAnswer {
    const { topicId, partition } = splitPartitionKey(key);
    const end = this.#world.topics.endOf(topicId, partition);
    if (end === undefined) return noAnswer;
    return { ok: true, offset: spec === 'OFFSET_SPEC_EARLIEST' ? 0 : end, leaderEpoch: 1 };
  }
}

const noAnswer: OffsetAnswer = {
  ok: false,
  error: new WeirError('REQUEST_TIMED_OUT', 'The leader did not answer in time'),
};
