import { join } from 'node:path';
import { eventually } from '../../../harness/eventually.ts';
import { whenInSync } from '../../../harness/when-in-sync.ts';
import type { MemberReport } from '../member-messages.ts';
import { MemberProcess } from '../member-process.ts';
import { noRecords, type RebalancePart, type RebalanceSetting } from '../rebalance-part.ts';

const processCount = 4;
const membersPerProcess = 50;
const partitionsPerMember = 3;
const memberCount = processCount * membersPerProcess;
/** All members start within a second. */
const spacingMs = 1_000 / membersPerProcess;
const patienceMs = 60_000;

/** Two hundred members join one group within a second. */
export const manyMembers: RebalancePart = {
  id: 'many-members',
  what: '200 members join one group of 600 partitions within a second',
  figures: [
    {
      id: 'balancedMs',
      what: '200 members join: from the first start until all have been told their 3 of 600 partitions',
      unit: 'ms',
      bar: { atMost: 5_000 },
    },
    { id: 'lastStartMs', what: 'from the first start to the last', unit: 'ms' },
  ],
  async run(setting, name) {
    const admin = setting.weir.admin();
    const partitions = memberCount * partitionsPerMember;
    await admin.createTopic({ name, partitions, replicationFactor: 1 });
    const assignments = new Assignments();
    const processes: MemberProcess[] = [];
    try {
      await whenInSync(admin, name);
      processes.push(...startProcesses(setting, name, assignments));
      await Promise.all(processes.map((process) => process.whenReady()));
      for (const process of processes) {
        const members = Array.from(
          { length: membersPerProcess },
          (_, index) => `${process.name}-member-${index + 1}`,
        );
        process.send({ kind: 'join', groupId: name, topic: name, members, spacingMs });
      }
      // What was balanced by chance, on the way to something else, does not count.
      await eventually(
        async () =>
          assignments.isBalanced() &&
          (await admin.describeGroup(name)).state === 'GROUP_STATE_STABLE',
        { timeoutMs: patienceMs, what: `3 partitions for each of ${memberCount} members` },
      );
      const { balancedMs, lastStartMs } = assignments;
      await Promise.all(processes.map((process) => process.leave()));
      return { figures: { balancedMs, lastStartMs }, counts: noRecords, errors: [] };
    } finally {
      await Promise.all(processes.map((process) => process[Symbol.asyncDispose]()));
      await admin.deleteTopic(name);
    }
  },
};

function startProcesses(
  { cluster }: RebalanceSetting,
  name: string,
  assignments: Assignments,
): MemberProcess[] {
  return Array.from({ length: processCount }, (_, index) => {
    const process = `process-${index + 1}`;
    return new MemberProcess({
      name: process,
      bootstrap: cluster.bootstrap,
      logFile: join(cluster.options.directory, 'logs', `${name}-${process}.log`),
      onReport: (report) => {
        assignments.hear(report);
      },
    });
  });
}

/** What every member was told last, and when. */
class Assignments {
  readonly #partitions = new Map<string, readonly number[]>();
  readonly #startsMs: number[] = [];
  #changedAtMs = Number.NEGATIVE_INFINITY;

  hear(report: MemberReport): void {
    if (report.kind === 'started') this.#startsMs.push(report.atMs);
    if (report.kind !== 'assigned') return;
    this.#partitions.set(report.member, report.partitions);
    this.#changedAtMs = Math.max(this.#changedAtMs, report.atMs);
  }

  isBalanced(): boolean {
    const assigned = [...this.#partitions.values()];
    const isEven = assigned.every((partitions) => partitions.length === partitionsPerMember);
    return isEven && new Set(assigned.flat()).size === memberCount * partitionsPerMember;
  }

  /** From the first start to the last change of an assignment. */
  get balancedMs(): number {
    return this.#changedAtMs - Math.min(...this.#startsMs);
  }

  get lastStartMs(): number {
    return Math.max(...this.#startsMs) - Math.min(...this.#startsMs);
  }
}
