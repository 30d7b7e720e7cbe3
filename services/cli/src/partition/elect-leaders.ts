import type { ElectionRequest, ElectionResult } from '@weir/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { InputError, PartialFailure } from '../exit-code.ts';
import { partitionName } from '../format/move-text.ts';
import { alarm } from '../format/paint.ts';
import { type CommandResult } from '../result/command-result.ts';
import { type Column, rowTable } from '../result/list-result.ts';
import { planElections } from './plan-elections.ts';

/** Options of `weir partition elect`. */
export interface ElectOptions {
  readonly topic?: string;
  readonly partition?: number;
  readonly unclean?: boolean;
}

const columns: readonly Column<ElectionResult>[] = [
  { title: 'PARTITION', cell: ({ partition }) => partitionName(partition) },
  { title: 'LEADER', cell: ({ leader, errorCode }) => (errorCode === '' ? `${leader}` : '-') },
  { title: '', cell: outcome },
];

/** The elections that the options name. */
export function toElection({ topic, partition, unclean }: ElectOptions): ElectionRequest {
  if ((topic === undefined) !== (partition === undefined)) {
    throw new InputError('Name both --topic and --partition, or neither');
  }
  const type = unclean === true ? 'unclean' : 'preferred';
  if (topic !== undefined && partition !== undefined) {
    return { type, partitions: [{ topic, partition }] };
  }
  if (unclean === true) throw new InputError('With --unclean, name --topic and --partition');
  return { type };
}

/** Holds elections, and says what each came to. */
export async function electLeaders(
  { weir }: CommandContext,
  request: ElectionRequest,
  command: Command,
): Promise<CommandResult> {
  const admin = weir.admin();
  const { dryRun } = command.opts<{ readonly dryRun?: boolean }>();
  if (dryRun === true) return planElections(admin, request);
  const [asked] = request.partitions ?? [];
  if (request.type === 'unclean' && asked !== undefined) {
    const name = partitionName(asked);
    const consequence = `${name} gets a leader that may lack acknowledged records, which are lost then`;
    await confirm(command, { name, consequence });
  }
  const results = await admin.electLeaders(request);
  const failed = results.filter(isFailure).length;
  return {
    data: { results, dryRun: false },
    text:
      results.length === 0
        ? 'Every partition is led by its preferred replica'
        : rowTable(results, columns),
    items: results,
    names: results.map(({ partition }) => partitionName(partition)),
    ...(failed === 0
      ? undefined
      : { failure: new PartialFailure(`${failed} of ${results.length} elections failed`) }),
  };
}

/** A leader that is the preferred one already is what was wanted. */
function isFailure({ errorCode }: ElectionResult): boolean {
  return errorCode !== '' && errorCode !== 'ELECTION_NOT_NEEDED';
}

function outcome(result: ElectionResult): string {
  const { leaderEpoch, errorCode, errorMessage } = result;
  if (errorCode === '') return `epoch ${leaderEpoch}`;
  const text = `${errorCode}: ${errorMessage}`;
  return isFailure(result) ? alarm(text) : text;
}
