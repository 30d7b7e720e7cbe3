/**
 * A process with members of a group. Its arguments are the addresses of the cluster, its commands
 * come by Node's channel between processes, its reports are lines of standard output: what was
 * written there is read even when the process is killed right after.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Weir } from '@weir/client';
import { machineNowMs } from '../machine-clock.ts';
import type { MemberCommand, MemberReport } from './member-messages.ts';
import { ReportingMember } from './reporting-member.ts';

const bootstrap = process.argv.slice(2);
const members: ReportingMember[] = [];
let weir: Weir | undefined;

function report(line: MemberReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function carryOut(command: MemberCommand): Promise<void> {
  if (command.kind === 'leave') {
    await Promise.all(members.map((member) => member.leave()));
    await weir?.close();
    process.disconnect();
    return;
  }
  const { groupId, topic, spacingMs } = command;
  weir ??= new Weir({ bootstrap });
  const startMs = machineNowMs();
  for (const [index, member] of command.members.entries()) {
    const delayMs = startMs + index * spacingMs - machineNowMs();
    if (delayMs > 0) await wait(delayMs);
    members.push(new ReportingMember(weir, { member, groupId, topic, report }));
  }
}

process.on('message', (command) => {
  void carryOut(command as MemberCommand);
});
process.on('disconnect', () => {
  process.exit();
});
report({ kind: 'ready', atMs: machineNowMs() });
