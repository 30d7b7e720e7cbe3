import type { Admin, BalanceMove } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { waitUntilDone } from '../commands/wait-until.ts';
import { formatBalance, formatProgress } from '../format/move-text.ts';
import { output } from '../output.ts';

/** Options of `weir cluster balance`. */
export interface BalanceFlags {
  readonly throttle: number;
  readonly wait?: boolean;
  readonly dryRun?: boolean;
}

/** Balances replicas and leaderships, and says what moves. */
export async function balanceCluster(
  { weir, format, signal }: CommandContext,
  { throttle, wait, dryRun }: BalanceFlags,
): Promise<void> {
  const admin = weir.admin();
  const validateOnly = dryRun === true;
  const moves = await admin.balanceReplicas({ bytesPerSecond: throttle, validateOnly });
  if (format === 'text') output.line(formatBalance(moves));
  const isWaiting = wait === true && !validateOnly;
  if (isWaiting) await waitForMoves(admin, moves, signal);
  if (format === 'json') output.json({ dryRun: validateOnly, isDone: isWaiting, moves });
  else if (validateOnly) output.note('Nothing was changed: --dry-run');
  else if (isWaiting) output.line('All has moved');
  else if (moves.length > 0) output.note('weir partition status shows how far they are');
}

/** Those that were under way before, too: the answer to a first try of the call may have been lost. */
async function waitForMoves(
  admin: Admin,
  begun: readonly BalanceMove[],
  signal: AbortSignal,
): Promise<void> {
  await waitUntilDone(signal, async () => {
    const moves = await admin.listMoves();
    return moves.length === 0 ? undefined : formatProgress(moves);
  });
  if (begun.length > 0) await admin.electLeaders({ type: 'preferred' });
}
