import { callCoordinator, type Cluster, fetchOffsets } from '@weir/client/cores';
import { partitionKey } from '@weir/coordinator/cores';
import { SeededRandom, toTopicId, WeirError } from '@weir/core';
import type { ResetTo } from '@weir/protos';
import { callUnary } from '@weir/runtime';
import { SimulatedProcess } from '../world/simulated-process.ts';
import { oneOf } from '../world/world.ts';
import type { GroupCluster } from './group-cluster.ts';
import { createMemberCluster } from './world/simulated-member.ts';

/** What a call may still do after it was given up. */
const lateMs = 10_000;
const maxPartitions = 8;
const resets: readonly [ResetTo, ...ResetTo[]] = [
  'RESET_TO_EARLIEST',
  'RESET_TO_LATEST',
  'RESET_TO_OFFSET',
];
const maxTopics = 4;

/** Who appends records, grows topics, resets offsets, and deletes groups. */
export class GroupOperator {
  readonly #cluster: GroupCluster;
  readonly #process: SimulatedProcess;
  readonly #client: Cluster;
  #isOver = false;

  constructor(cluster: GroupCluster) {
    const { world, queue, random, coordinators } = cluster;
    this.#cluster = cluster;
    this.#process = new SimulatedProcess('operator', queue, { usesPromises: true });
    this.#process.start();
    const seeded = new SeededRandom(random.nextSafeInteger());
    this.#client = createMemberCluster(world, this.#process, () => coordinators, seeded);
  }

  /** Begins to append records. */
  start(): void {
    const { queue, random, settings } = this.#cluster;
    queue.schedule(1 + random.nextInt(2 * settings.recordEveryMs), () => {
      if (this.#isOver) return;
      this.#append();
      this.start();
    });
  }

  /** Nothing is appended any more. */
  stop(): void {
    this.#isOver = true;
  }

  addPartition(): void {
    const { world, trace } = this.#cluster;
    const name = this.#topic();
    if (world.topics.partitionsOf(name) >= maxPartitions) return;
    trace.note('one partition more:', name);
    world.topics.addPartition(name);
  }

  createTopic(): void {
    const { world, trace } = this.#cluster;
    const count = world.topics.names.length;
    if (count >= maxTopics) return;
    trace.note('one topic more');
    world.topics.create(`t${count + 1}`, 1 + this.#cluster.random.nextInt(3));
  }

  /** Resets the offsets of a group in one topic, by force. */
  async reset(
    groupId: string,
    topic = this.#topic(),
    to = oneOf(this.#cluster.random, resets),
  ): Promise<void> {
    const { random, world, queue, history, trace } = this.#cluster;
    const topicId = world.topics.topicIdOf(topic) ?? '';
    const value = random.nextInt(4);
    const pending = {
      ...{ groupId, topicId, untilMs: Number.POSITIVE_INFINITY },
      mayBe: (offset: number, partition: number): boolean => {
        if (to === 'RESET_TO_EARLIEST') return offset === 0;
        if (to === 'RESET_TO_OFFSET') return offset === value;
        return offset <= (world.topics.endOf(topicId, partition) ?? 0);
      },
    };
    history.progress.resetBegins(pending);
    const since = (partition: number): number =>
      history.progress.moment(groupId, partitionKey(toTopicId(topicId), partition));
    const partitions = Array.from({ length: maxPartitions }, (_, partition) => since(partition));
    const memberIds = history.ownership.storedOf(groupId).map(({ memberId }) => memberId);
    trace.note('reset of', groupId, topic, to, value);
    const request = { groupId, topic, partitions: [], to, value, force: true, dryRun: false };
    try {
      const { results } = await callCoordinator(this.#client, groupId, (client, deadlineMs) =>
        callUnary(client, 'resetOffsets', request, { deadlineMs }),
      );
      const answered = results.flatMap(({ partition, errorCode, offset }) => {
        if (errorCode !== '') return [];
        const key = partitionKey(toTopicId(topicId), partition);
        return [[key, { since: partitions[partition] ?? 0, offset }] as const];
      });
      trace.note('reset of', groupId, 'is done');
      if (answered.length > 0) history.progress.resetAnswered(groupId, memberIds, answered);
    } catch (error) {
      this.#checkRefused(error);
    }
    pending.untilMs = queue.nowMs + lateMs;
  }

  /** Asks where the group stands in the first partition of a topic; the answer is checked on its way. */
  async look(groupId: string, topic: string): Promise<void> {
    await fetchOffsets(this.#client, groupId, { partitions: [{ topic, partition: 0 }] });
  }

  /** Deletes a group if nobody is in it. */
  async deleteGroup(groupId: string): Promise<void> {
    const { history, trace, queue } = this.#cluster;
    history.progress.deletionBegins(groupId, Number.POSITIVE_INFINITY);
    try {
      await callCoordinator(this.#client, groupId, (client, deadlineMs) =>
        callUnary(client, 'deleteGroup', { groupId }, { deadlineMs }),
      );
      history.progress.deletionAnswered(groupId);
      trace.note('group', groupId, 'was deleted');
    } catch (error) {
      this.#checkRefused(error);
    }
    history.progress.deletionBegins(groupId, queue.nowMs + lateMs);
  }

  #checkRefused(error: unknown): void {
    const { history, trace } = this.#cluster;
    history.checkThrown(error);
    if (error instanceof WeirError) trace.note('operator is refused:', error.code);
  }

  #append(): void {
    const { world, random } = this.#cluster;
    const name = this.#topic();
    const partitions = world.topics.partitionsOf(name);
    for (let count = random.nextInt(3); count >= 0; count -= 1) {
      world.topics.append(name, random.nextInt(partitions));
    }
  }

  #topic(): string {
    const { names } = this.#cluster.world.topics;
    return names[this.#cluster.random.nextInt(names.length)] ?? '';
  }
}
