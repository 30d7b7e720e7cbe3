import type { CommandContext } from '../command-context.ts';
import { waitUntilDone } from '../commands/wait-until.ts';
import { formatProgress } from '../format/move-text.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { throwRefusal } from './throw-refusal.ts';

/** Options of `weir partition move`. */
export interface MoveOptions {
  readonly topic: string;
  readonly partition: number;
  readonly to: readonly number[];
  readonly throttle: number;
  readonly wait?: boolean;
  readonly timeout?: number;
  readonly dryRun?: boolean;
}

/** Moves a partition to other nodes, and says so. */
export async function movePartition(
  { weir, signal }: CommandContext,
  options: MoveOptions,
): Promise<CommandResult> {
  const { topic, partition, to: replicas, throttle, timeout: timeoutMs } = options;
  const dryRun = options.dryRun === true;
  const admin = weir.admin();
  const moves = [{ topic, partition, replicas }];
  const request = { moves, bytesPerSecond: throttle, validateOnly: dryRun };
  throwRefusal(await admin.movePartitions(request));
  const isDone = options.wait === true && !dryRun;
  if (isDone) {
    await waitUntilDone({ signal, timeoutMs }, async () => {
      const left = await admin.listMoves([{ topic, partition }]);
      return left.length === 0 ? undefined : formatProgress(left);
    });
  }
  const name = `${topic}/${partition}`;
  return {
    data: { topic, partition, replicas, isDone, dryRun },
    text: `${name} ${verb({ isDone, dryRun })} to ${replicas.join(',')}`,
    names: [name],
    ...(dryRun ? { notes: [dryRunNote] } : undefined),
  };
}

function verb(state: { readonly isDone: boolean; readonly dryRun: boolean }): string {
  if (state.dryRun) return 'can move';
  return state.isDone ? 'has moved' : 'moves';
}
