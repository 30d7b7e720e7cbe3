import type { SimulatedProcess } from '../world/simulated-process.ts';
import { between, happens, oneOf } from '../world/world.ts';
import type { GroupCluster } from './group-cluster.ts';
import type { GroupOperator } from './group-operator.ts';
import type { SimulatedCoordinator } from './world/simulated-coordinator.ts';
import type { SimulatedMember } from './world/simulated-member.ts';

type Fault = (faults: GroupFaults) => void;
type Table = readonly (readonly [weight: number, fault: Fault])[];

const ofMembers: Table = [
  [10, (faults) => faults.killMember()],
  [6, (faults) => faults.leave()],
  [6, (faults) => faults.addMember()],
  [6, (faults) => faults.pauseMember()],
  [10, (faults) => faults.breakStream()],
  [5, (faults) => faults.silenceStream()],
  [5, (faults) => faults.hang()],
  [2, (faults) => faults.endGroup()],
];
const ofCoordinators: Table = [
  [6, (faults) => faults.killCoordinator()],
  [4, (faults) => faults.stopCoordinator()],
  [4, (faults) => faults.pauseCoordinator()],
];
const ofTheStore: Table = [
  [5, (faults) => faults.stopStore()],
  [4, (faults) => faults.pauseStore()],
  [3, (faults) => faults.stopJournal()],
];
const ofTheStoresMemory: Table = [
  [3, (faults) => faults.rememberStore()],
  [3, (faults) => faults.rollBackStore()],
  [2, (faults) => faults.wipeStore()],
];
const ofTheNetwork: Table = [
  [5, (faults) => faults.cutPair()],
  [4, (faults) => faults.cutOneWay()],
  [3, (faults) => faults.isolate()],
  [10, (faults) => faults.healNetwork()],
];
const changes: Table = [
  [3, (faults) => faults.operator.addPartition()],
  [1, (faults) => faults.operator.createTopic()],
];
const resets: Table = [
  [3, (faults) => void faults.operator.reset(faults.groupId())],
  [1, (faults) => void faults.operator.deleteGroup(faults.groupId())],
];

/** How long a process may be down. */
const maxDownMs = 2_500;
/** How long coordinators take to be whole again, and to journal what they have missed. */
const catchUpMs = 4_000;
const maxMembers = 8;

/** What goes wrong, one thing after another, each at random; in the end all is made good again. */
export class GroupFaults {
  readonly operator: GroupOperator;
  readonly #cluster: GroupCluster;
  readonly #table: Table;
  readonly #totalWeight: number;
  #isOver = false;

  constructor(cluster: GroupCluster, operator: GroupOperator) {
    this.operator = operator;
    this.#cluster = cluster;
    this.#table = tableOf(cluster);
    this.#totalWeight = this.#table.reduce((sum, [weight]) => sum + weight, 0);
  }

  start(): void {
    const { queue, random, settings } = this.#cluster;
    queue.schedule(1 + random.nextInt(2 * settings.faultEveryMs), () => {
      if (this.#isOver) return;
      let left = random.nextInt(this.#totalWeight);
      const found = this.#table.find(([weight]) => {
        left -= weight;
        return left < 0;
      });
      found?.[1](this);
      this.start();
    });
  }

  /** No more faults, and nothing is left of those that were. */
  stop(): void {
    const { trace, network, redis, journal } = this.#cluster;
    this.#isOver = true;
    trace.note('faults are over');
    network.healAll();
    journal.isCutOff = false;
    this.#trouble(0);
    this.#cluster.setNetwork({ isPerfect: true });
    redis.isDown = false;
    journal.isDown = false;
    this.#revive();
  }

  /** Somebody is in each group, and every coordinator up, also when those that were stopping have. */
  #revive(): void {
    const { queue, coordinators, members, groupIds } = this.#cluster;
    for (const coordinator of coordinators) if (!coordinator.process.isUp) coordinator.start();
    for (const groupId of groupIds) {
      if (!members.some(({ process, profile }) => process.isUp && profile.groupId === groupId)) {
        this.#cluster.addMember(groupId);
      }
    }
    queue.schedule(1_500, () => {
      this.#revive();
    });
  }

  groupId(): string {
    const { random, groupIds } = this.#cluster;
    return groupIds[random.nextInt(groupIds.length)] ?? '';
  }

  killMember(): void {
    const member = this.#member();
    if (member === undefined) return;
    const { random } = this.#cluster;
    member.kill({ isMachine: happens(random, 200) });
    if (happens(random, 300)) this.#changeInterest(member);
    if (happens(random, 800)) this.#startLater(member);
  }

  leave(): void {
    const member = this.#member();
    member?.leave(() => {
      if (this.#cluster.random.nextInt(2) === 0) this.#startLater(member);
    });
  }

  addMember(): void {
    const groupId = this.groupId();
    const alive = this.#cluster.members.filter(
      ({ process, profile }) => process.isUp && profile.groupId === groupId,
    );
    if (alive.length < maxMembers) this.#cluster.addMember(groupId);
  }

  /** All members of a group leave; it may be deleted or reset then, and somebody comes later. */
  endGroup(): void {
    const groupId = this.groupId();
    for (const member of this.#cluster.members) {
      if (member.profile.groupId === groupId) member.leave(() => undefined);
    }
    this.#later(between(this.#cluster.random, 300, 2_000), () => {
      void this.operator.deleteGroup(groupId);
      this.#later(500, () => {
        this.#cluster.addMember(groupId);
      });
    });
  }

  pauseMember(): void {
    const { sessionTimeoutMs } = this.#cluster.settings;
    const member = this.#member();
    if (member !== undefined) this.#pause(member.process, sessionTimeoutMs * 2);
  }

  breakStream(): void {
    const connection = this.#connection();
    if (connection === undefined) return;
    this.#cluster.trace.note('stream breaks:', connection.client.process.name);
    connection.break();
  }

  silenceStream(): void {
    const connection = this.#connection();
    if (connection === undefined) return;
    this.#cluster.trace.note('stream falls silent:', connection.client.process.name);
    connection.silence();
  }

  hang(): void {
    const { random, settings, trace } = this.#cluster;
    const member = this.#member();
    const forMs = between(random, 100, 2 * settings.rebalanceTimeoutMs);
    if (member?.application === undefined) return;
    trace.note(member.process.name, 'hangs for', forMs);
    member.application.hang(forMs);
  }

  killCoordinator(): void {
    const { random } = this.#cluster;
    const coordinator = this.#coordinator();
    this.#trouble(maxDownMs);
    coordinator?.kill({ isMachine: !this.#isCalm && happens(random, 200) });
    this.#startLater(coordinator);
  }

  stopCoordinator(): void {
    const coordinator = this.#coordinator();
    this.#trouble(maxDownMs);
    coordinator?.stop(() => {
      coordinator.kill();
      this.#startLater(coordinator);
    });
  }

  pauseCoordinator(): void {
    const { sessionTimeoutMs } = this.#cluster.settings;
    const coordinator = this.#coordinator();
    const maxMs = this.#isCalm ? sessionTimeoutMs / 3 : sessionTimeoutMs * 2;
    if (coordinator !== undefined) this.#pause(coordinator.process, maxMs);
  }

  stopStore(): void {
    const { random, redis, trace } = this.#cluster;
    const forMs = between(random, 50, 2_500);
    trace.note('store is down for', forMs);
    this.#trouble(forMs);
    redis.isDown = true;
    this.#later(forMs, () => {
      redis.isDown = false;
    });
  }

  /** It answers late what it is asked meanwhile. */
  pauseStore(): void {
    this.#pause(this.#cluster.storeProcess, 1_500);
  }

  stopJournal(): void {
    const { random, journal, trace } = this.#cluster;
    const forMs = between(random, 200, 3_000);
    trace.note('journal is down for', forMs);
    this.#trouble(forMs);
    journal.isDown = true;
    this.#later(forMs, () => {
      journal.isDown = false;
    });
  }

  rememberStore(): void {
    this.#cluster.redis.remember();
  }

  rollBackStore(): void {
    this.#cluster.trace.note('store loses its tail');
    this.#cluster.redis.rollBack();
  }

  wipeStore(): void {
    this.#cluster.trace.note('store is wiped');
    this.#cluster.redis.wipe();
  }

  cutPair(): void {
    const [one, other] = [this.#process(), this.#process()];
    if (one === other) return;
    this.#cluster.trace.note('cut:', one.name, '<>', other.name);
    this.#cluster.journal.isCutOff = true;
    this.#cluster.network.cut(one, other);
    this.#cluster.network.cut(other, one);
  }

  cutOneWay(): void {
    const [from, to] = [this.#process(), this.#process()];
    if (from === to) return;
    this.#cluster.trace.note('cut:', from.name, '>', to.name);
    this.#cluster.journal.isCutOff = true;
    this.#cluster.network.cut(from, to);
  }

  isolate(): void {
    const process = this.#process();
    this.#cluster.trace.note('isolated:', process.name);
    this.#cluster.journal.isCutOff = true;
    for (const other of this.#processes()) {
      if (other === process) continue;
      this.#cluster.network.cut(process, other);
      this.#cluster.network.cut(other, process);
    }
  }

  healNetwork(): void {
    this.#cluster.trace.note('network is healed');
    this.#cluster.journal.isCutOff = false;
    this.#trouble(0);
    this.#cluster.network.healAll();
  }

  get #isCalm(): boolean {
    return this.#cluster.settings.faultProfile === 'coordinators';
  }

  /** Until it is over, and for a while after, the journal may lack what it should have. */
  #trouble(forMs: number): void {
    const { queue, journal } = this.#cluster;
    journal.soundFromMs = Math.max(journal.soundFromMs, queue.nowMs + forMs + catchUpMs);
  }

  #pause(process: SimulatedProcess, maxMs: number): void {
    const { random, queue, trace } = this.#cluster;
    const forMs = between(random, 20, oneOf(random, [maxMs / 10, maxMs / 3, maxMs]));
    this.#trouble(forMs);
    trace.note('paused:', process.name, forMs);
    process.pausedUntilMs = Math.max(process.pausedUntilMs, queue.nowMs + forMs);
  }

  #changeInterest(member: SimulatedMember): void {
    member.profile = { ...member.profile, ...this.#cluster.randomInterest() };
  }

  #startLater(some: SimulatedMember | SimulatedCoordinator | undefined): void {
    if (some === undefined) return;
    this.#later(between(this.#cluster.random, 20, maxDownMs), () => {
      if (!some.process.isUp) some.start();
    });
  }

  #member(): SimulatedMember | undefined {
    const alive = this.#cluster.members.filter(({ process }) => process.isUp);
    return alive[this.#cluster.random.nextInt(Math.max(1, alive.length))];
  }

  #coordinator(): SimulatedCoordinator | undefined {
    const { coordinators, random } = this.#cluster;
    const coordinator = coordinators[random.nextInt(coordinators.length)];
    return coordinator?.process.isUp === true ? coordinator : undefined;
  }

  #connection() {
    const all = [...this.#cluster.world.connections];
    return all[this.#cluster.random.nextInt(Math.max(1, all.length))];
  }

  #process(): SimulatedProcess {
    const processes = this.#processes();
    const found = processes[this.#cluster.random.nextInt(processes.length)];
    return found ?? this.#cluster.storeProcess;
  }

  #processes(): SimulatedProcess[] {
    const { coordinators, members, storeProcess } = this.#cluster;
    return [...coordinators, ...members].map(({ process }) => process).concat(storeProcess);
  }

  #later(delayMs: number, run: () => void): void {
    this.#cluster.queue.schedule(delayMs, () => {
      if (!this.#isOver) run();
    });
  }
}

function tableOf({ settings }: GroupCluster): Table {
  const memory = settings.losesStore ? ofTheStoresMemory : [];
  switch (settings.faultProfile) {
    case 'coordinators':
      return [...ofCoordinators, ...changes];
    case 'members':
      return [...ofMembers, ...changes, ...resets];
    case 'store':
      return [...ofTheStore, ...memory, ...ofCoordinators, ...changes, ...resets];
    case 'all':
      return [
        ...[...ofMembers, ...ofCoordinators, ...ofTheStore, ...memory],
        ...[...ofTheNetwork, ...changes, ...resets],
      ];
  }
}
