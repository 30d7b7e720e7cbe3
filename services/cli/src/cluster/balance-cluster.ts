import type { Admin, BalanceMove } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { type WaitOptions, waitUntilDone } from '../commands/wait-until.ts';
import { formatBalance, formatProgress, partitionName } from '../format/move-text.ts';
import { output } from '../output.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { isForPeople } from '../result/output-format.ts';

/** Options of `weir cluster balance`. */
export interface BalanceFlags {
  readonly throttle: number;
  readonly wait?: boolean;
  readonly timeout?: number;
  readonly dryRun?: boolean;
}

/** Balances replicas and leaderships, and says what moves. */
export async function balanceCluster(
  { weir, format, signal }: CommandContext,
  { throttle, wait, timeout, dryRun: isDry }: BalanceFlags,
): Promise<CommandResult> {
  const admin = weir.admin();
  const dryRun = isDry === true;
  const moves = await admin.balanceReplicas({ bytesPerSecond: throttle, validateOnly: dryRun });
  const isDone = wait === true && !dryRun;
  const table = formatBalance(moves);
  if (isDone) {
    // Who waits wants to see what for.
    if (isForPeople(format)) output.line(table);
    await waitForMoves(admin, moves, { signal, timeoutMs: timeout });
  }
  return {
    data: { dryRun, isDone, moves },
    text: isDone ? 'All has moved' : table,
    items: moves,
    names: moves.map(({ partition }) => partitionName(partition)),
    notes: notesOf({ dryRun, isMoving: !isDone && moves.length > 0 }),
  };
}

function notesOf(state: { readonly dryRun: boolean; readonly isMoving: boolean }): string[] {
  if (state.dryRun) return [dryRunNote];
  return state.isMoving ? ['weir partition status shows how far they are'] : [];
}

/** Those that were under way before, too: the answer to a first try of the call may have been lost. */
async function waitForMoves(
  admin: Admin,
  begun: readonly BalanceMove[],
  wait: WaitOptions,
): Promise<void> {
  await waitUntilDone(wait, async () => {
    const moves = await admin.listMoves();
    return moves.length === 0 ? undefined : formatProgress(moves);
  });
  if (begun.length > 0) await admin.electLeaders({ type: 'preferred' });
}
