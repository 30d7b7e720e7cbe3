import { WeirError } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { throwRefusal } from './throw-refusal.ts';

/** Options of `weir partition cancel`. */
export interface CancelOptions {
  readonly topic: string;
  readonly partition: number;
  readonly dryRun?: boolean;
}

/** Takes a move back, and says so. */
export async function cancelMove(
  { weir }: CommandContext,
  { topic, partition, dryRun: isDry }: CancelOptions,
): Promise<CommandResult> {
  const admin = weir.admin();
  const name = `${topic}/${partition}`;
  const dryRun = isDry === true;
  if (dryRun) {
    const [move] = await admin.listMoves([{ topic, partition }]);
    if (move === undefined) {
      throw new WeirError('NO_REASSIGNMENT_IN_PROGRESS', `${name} is not being moved`);
    }
    if (move.state === 'REASSIGNMENT_STATE_SWITCHING') {
      throw new WeirError(
        'REASSIGNMENT_IN_PROGRESS',
        `${name} is switching: it cannot be cancelled`,
      );
    }
  } else throwRefusal(await admin.cancelMoves([{ topic, partition }]));
  return {
    data: { cancelled: { topic, partition }, dryRun },
    text: `The move of ${name} ${dryRun ? 'can be' : 'is'} cancelled`,
    names: [name],
    ...(dryRun ? { notes: [dryRunNote] } : undefined),
  };
}
