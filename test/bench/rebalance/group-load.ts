import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DescribeGroupResponse, Producer } from '@weir/client';
import { eventually } from '../../harness/eventually.ts';
import type { ClusterMember } from '../../harness/local-cluster.ts';
import { whenInSync } from '../../harness/when-in-sync.ts';
import { type Delivery, longestDeliveryGapMs, ownersAt, takeoverMs } from './delivery.ts';
import { EvenProducer } from './even-producer.ts';
import { judgeGroup } from './judge-group.ts';
import { machineNowMs } from '../machine-clock.ts';
import type { MemberReport } from './member-messages.ts';
import { MemberProcess } from './member-process.ts';
import type { RebalanceSetting, RebalanceTrial } from './rebalance-part.ts';

const partitionCount = 6;
const memberCount = 3;
const recordsPerSecond = 1_000;
const warmUpMs = 1_500;
const steadyMs = 2_000;
const patienceMs = 30_000;

/** All partitions of the load. */
export const allPartitions: readonly number[] = Array.from(
  { length: partitionCount },
  (_, partition) => partition,
);

/**
 * One trial's load: a topic of 6 partitions, a producer of 1,000 records a second, and a group of
 * three members, each a process of its own. Instants are of `machineNowMs`.
 */
export class GroupLoad implements AsyncDisposable {
  readonly name: string;
  /** In the order in which the harness heard of them. */
  readonly deliveries: Delivery[] = [];
  readonly members: MemberProcess[] = [];
  /** Names of those that were killed. */
  readonly crashed = new Set<string>();
  readonly #setting: RebalanceSetting;
  readonly #sender: Producer;
  readonly #producer: EvenProducer;
  readonly #instantsMs = new Map<string, number>();
  readonly #errors: string[] = [];

  private constructor(setting: RebalanceSetting, name: string) {
    this.name = name;
    this.#setting = setting;
    this.#sender = setting.weir.producer();
    this.#producer = new EvenProducer({
      producer: this.#sender,
      topic: name,
      partitions: partitionCount,
      recordsPerSecond,
    });
  }

  /** Resolves when three members share the partitions and all are delivered. */
  static async start(setting: RebalanceSetting, name: string): Promise<GroupLoad> {
    const load = new GroupLoad(setting, name);
    try {
      await load.#start();
      return load;
    } catch (error) {
      await load[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Starts the process of one more member, which does not join yet. */
  async addMember(): Promise<MemberProcess> {
    const name = `member-${this.members.length + 1}`;
    const { cluster } = this.#setting;
    const member = new MemberProcess({
      name,
      bootstrap: cluster.bootstrap,
      logFile: join(cluster.options.directory, 'logs', `${this.name}-${name}.log`),
      onReport: (report) => {
        this.#hear(report);
      },
    });
    this.members.push(member);
    await member.whenReady();
    return member;
  }

  /** Has a member join that was added. */
  join(member: MemberProcess): void {
    const { name } = this;
    const members = [member.name];
    member.send({ kind: 'join', groupId: name, topic: name, members, spacingMs: 0 });
  }

  /** Kills a member; resolves with the instant of it. */
  async kill(member: MemberProcess): Promise<number> {
    this.crashed.add(member.name);
    return member.kill();
  }

  /** The instant of a report, such as `started member-4`, once it is there. */
  async instantOf(report: 'started' | 'leaving', { name }: MemberProcess): Promise<number> {
    return eventually(() => this.#instantsMs.get(`${report} ${name}`), {
      timeoutMs: patienceMs,
      what: `${name} ${report}`,
    });
  }

  /** Who delivers what, at this moment. */
  owners(): Map<number, string> {
    return ownersAt(this.deliveries, machineNowMs());
  }

  partitionsOf({ name }: MemberProcess): number[] {
    return [...this.owners()].flatMap(([partition, owner]) => (owner === name ? [partition] : []));
  }

  /** Waits for a time without faults; its longest gap. */
  async steadyGapMs(): Promise<number> {
    const fromMs = machineNowMs();
    await this.pass(steadyMs);
    return this.longestGapMs(allPartitions, fromMs, machineNowMs());
  }

  /** Lets time pass. */
  async pass(durationMs: number): Promise<void> {
    await wait(Math.max(0, durationMs), undefined, { signal: this.#setting.signal });
  }

  longestGapMs(partitions: readonly number[], fromMs: number, toMs: number): number {
    return longestDeliveryGapMs(this.deliveries, partitions, fromMs, toMs);
  }

  /** Waits until others deliver what a member had; the time from an instant to the last of them. */
  async takeoverMs(
    { name }: MemberProcess,
    partitions: readonly number[],
    sinceMs: number,
  ): Promise<number> {
    return eventually(() => takeoverMs(this.deliveries, { member: name, partitions }, sinceMs), {
      timeoutMs: patienceMs,
      what: `A takeover from ${name}`,
    });
  }

  /** The first delivery to a member after an instant, once it is there. */
  async firstDeliveryMs({ name }: MemberProcess, sinceMs: number): Promise<number> {
    const { atMs } = await eventually(
      () => this.deliveries.find(({ member, atMs: at }) => member === name && at > sinceMs),
      { timeoutMs: patienceMs, what: `A first record of ${name}` },
    );
    return atMs;
  }

  /** Waits until the group has so many members, and each has what it should. */
  async whenStable(members: number): Promise<DescribeGroupResponse> {
    const admin = this.#setting.weir.admin();
    return eventually(
      async () => {
        const group = await admin.describeGroup(this.name);
        const isStable = group.state === 'GROUP_STATE_STABLE' && group.members.length === members;
        return isStable ? group : undefined;
      },
      { timeoutMs: patienceMs, intervalMs: 20, what: `A stable group of ${members}` },
    );
  }

  /** Waits until every partition has a committed offset above those, at least one. */
  async whenCommittedBeyond(before: ReadonlyMap<number, number>): Promise<void> {
    const hasMoved = (after: ReadonlyMap<number, number>): boolean =>
      allPartitions.every(
        (partition) => (after.get(partition) ?? 0) > (before.get(partition) ?? 0),
      );
    await eventually(async () => hasMoved(await this.committed()), {
      timeoutMs: patienceMs,
      intervalMs: 200,
      what: 'A new commit in every partition',
    });
  }

  /** The process that serves the group. */
  async coordinator(): Promise<ClusterMember> {
    const { coordinatorId } = await this.#setting.weir.admin().describeGroup(this.name);
    return this.#setting.cluster.member(coordinatorId);
  }

  /** The group's committed offset of each partition that has one. */
  async committed(): Promise<Map<number, number>> {
    const offsets = await this.#setting.weir.admin().fetchOffsets(this.name);
    return new Map(offsets.map(({ partition, offset }) => [partition, offset]));
  }

  /** Sends no more, waits until all is delivered, has the members leave, and judges. */
  async finish(figures: Readonly<Record<string, number>>): Promise<RebalanceTrial> {
    await this.#producer.stop();
    const seen = (): ReturnType<typeof judgeGroup> =>
      judgeGroup(this.#producer.acknowledged, this.deliveries, this.crashed);
    await eventually(() => seen().counts.skipped === 0, {
      timeoutMs: patienceMs,
      intervalMs: 200,
    }).catch(() => undefined);
    await Promise.all(this.members.map((member) => member.leave()));
    const { counts, errors } = seen();
    return { figures, counts, errors: [...errors, ...this.#producer.refused, ...this.#errors] };
  }

  /** Ends what still runs, and removes group and topic. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#producer[Symbol.dispose]();
    await this.#sender.close();
    await Promise.all(this.members.map((member) => member[Symbol.asyncDispose]()));
    await this.#setting.weir.admin().deleteTopic(this.name);
  }

  async #start(): Promise<void> {
    const admin = this.#setting.weir.admin();
    await admin.createTopic({
      name: this.name,
      partitions: partitionCount,
      replicationFactor: 3,
    });
    await whenInSync(admin, this.name);
    await Promise.all(Array.from({ length: memberCount }, () => this.addMember()));
    for (const member of this.members) this.join(member);
    await this.whenStable(memberCount);
    this.#producer.start();
    await eventually(() => this.owners().size === partitionCount, {
      timeoutMs: patienceMs,
      what: 'A delivery of every partition',
    });
    await this.pass(warmUpMs);
  }

  #hear(report: MemberReport): void {
    switch (report.kind) {
      case 'delivered':
        for (const [offset, value] of report.records) {
          const { member, atMs, partition } = report;
          const { name: topic } = this;
          this.deliveries.push({ member, atMs, topic, partition, offset, key: null, value });
        }
        break;
      case 'started':
      case 'leaving':
        this.#instantsMs.set(`${report.kind} ${report.member}`, report.atMs);
        break;
      case 'failed':
        this.#errors.push(`${report.member} failed: ${report.reason}`);
        break;
      case 'ready':
      case 'assigned':
        break;
    }
  }
}
