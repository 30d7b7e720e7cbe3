import { recover } from '../group-simulation.ts';
import { GroupCluster } from '../group-cluster.ts';
import { GroupOperator } from '../group-operator.ts';
import type { GroupsSettings } from '../settings.ts';
import type { MemberProfile } from '../world/member-application.ts';
import type { SimulatedCoordinator } from '../world/simulated-coordinator.ts';
import type { SimulatedMember } from '../world/simulated-member.ts';

const calm: GroupsSettings = {
  ...{ coordinators: 2, groups: 1, members: 0, staticPerMille: 0, topics: 1, partitions: 1 },
  ...{ faultProfile: 'all', faultsMs: 0, faultEveryMs: 1, lossPerMille: 0, recordEveryMs: 20 },
  ...{ leaseTtlMs: 1_000, disconnectGraceMs: 500, sessionTimeoutMs: 4_000 },
  ...{ rebalanceTimeoutMs: 3_000, commitEveryMs: 200, slowPerMille: 0, journalIntervalMs: 100 },
  recoveryMs: 60_000,
  ...{ isFresh: false, losesStore: false, mixesAssignors: false },
};

/** How long to wait for something to come about. */
const patienceMs = 15_000;

/**
 * A cluster without random faults: a scenario says what goes wrong and when. There is one group, `g1`,
 * and one topic, `t1`.
 */
export class GroupStage {
  readonly cluster: GroupCluster;
  readonly operator: GroupOperator;

  constructor(settings: Partial<GroupsSettings> = {}) {
    this.cluster = new GroupCluster({ ...calm, ...settings }, 1);
    this.operator = new GroupOperator(this.cluster);
  }

  /** Starts everything, with so many partitions and members, and waits until the group is stable. */
  async begin(partitions: number, members: number, profile: Partial<MemberProfile> = {}) {
    this.cluster.start();
    this.operator.start();
    while (this.cluster.world.topics.partitionsOf('t1') < partitions) {
      this.cluster.world.topics.addPartition('t1');
    }
    const joined: SimulatedMember[] = [];
    for (let index = 0; index < members; index += 1) joined.push(await this.join(profile));
    await this.settled();
    await this.run(500);
    return joined;
  }

  /** One member more, which has been told what it holds when this resolves. */
  async join(profile: Partial<MemberProfile> = {}): Promise<SimulatedMember> {
    const member = this.cluster.addMember('g1', { topics: ['t1'], topicPattern: '', ...profile });
    await this.until(() => (member.application?.membership.memberEpoch ?? 0) > 0);
    return member;
  }

  /** Lets things happen. */
  async run(forMs: number): Promise<void> {
    const { queue, history } = this.cluster;
    await queue.runUntil(queue.nowMs + forMs, () => history.violation !== undefined);
    if (history.violation !== undefined) throw history.violation;
  }

  /** Lets things happen until something is so. */
  async until(isSo: () => boolean): Promise<void> {
    const { queue, history } = this.cluster;
    const untilMs = queue.nowMs + patienceMs;
    await queue.runUntil(untilMs, () => history.violation !== undefined || isSo());
    if (history.violation !== undefined) throw history.violation;
    if (!isSo()) history.fail('what the scenario waits for has not come about');
  }

  /** Lets things happen until something that was begun is done. */
  async whileRunning(work: Promise<void>): Promise<void> {
    let isDone = false;
    void work.finally(() => {
      isDone = true;
    });
    await this.until(() => isDone);
    await work;
  }

  /** The next call takes so long to arrive; whoever calls gives it up before and calls again. */
  delayNextCall(forMs: number): void {
    const { network } = this.cluster;
    const call = network.call.bind(network);
    const delayMs = network.delayMs.bind(network);
    network.call = (options) => {
      network.call = call;
      network.delayMs = () => forMs;
      network.call(options);
      network.delayMs = delayMs;
    };
  }

  /** Waits until the group is stable somewhere. */
  async settled(): Promise<void> {
    await this.until(() => this.owner?.hostOf('g1')?.group.state === 'stable');
  }

  /** The coordinator that serves the group. */
  get owner(): SimulatedCoordinator | undefined {
    return this.cluster.coordinators.find((each) => each.hostOf('g1') !== undefined);
  }

  /** What a member reads, by partition numbers. */
  partitionsOf(member: SimulatedMember): number[] {
    const readings = member.application?.readings ?? [];
    return readings.map(({ partition }) => partition).toSorted((a, b) => a - b);
  }

  /** Nothing goes wrong any more: all must be well in time. */
  async end(): Promise<void> {
    this.operator.stop();
    await recover(this.cluster);
  }

  /** Breaks a rule of the scenario's own unless something is so. */
  expect(isSo: boolean, rule: string): void {
    if (!isSo) this.cluster.history.fail(rule);
  }
}
