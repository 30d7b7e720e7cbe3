import type { MetadataSnapshot } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { waitUntilDone } from '../commands/wait-until.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { findNode } from './find-node.ts';

/** Options of `weir node drain`. */
export interface DrainOptions {
  readonly undo?: boolean;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  readonly timeout?: number;
}

/** Takes every leadership off a node, or lets it lead again, and says how far that is. */
export async function drainNode(
  context: CommandContext,
  nodeId: number,
  options: DrainOptions,
): Promise<CommandResult> {
  const isDraining = options.undo !== true;
  if (options.dryRun === true) return planned(context, nodeId, isDraining);
  const answer = await context.weir.admin().setNodeDrain(nodeId, isDraining);
  let { remainingLeaders, blockedReason } = answer;
  if (isDraining && options.wait === true && remainingLeaders > 0) {
    await waitUntilNothingIsLed(context, nodeId, blockedReason, options.timeout);
    remainingLeaders = 0;
    blockedReason = '';
  }
  return {
    data: { nodeId, isDraining, remainingLeaders, blockedReason, dryRun: false },
    text: doneText(nodeId, isDraining, remainingLeaders),
    names: [`${nodeId}`],
    notes: blockedReason === '' ? [] : [blockedReason],
  };
}

/** What would move, by the metadata of topics that this user may describe. */
async function planned(
  { weir }: CommandContext,
  nodeId: number,
  isDraining: boolean,
): Promise<CommandResult> {
  const { status } = await findNode(weir.admin(), nodeId);
  const { led, stuck } = leadershipsOf(weir.metadata(), nodeId);
  const isDrained = status?.draining === true;
  const text = isDraining
    ? `Node ${nodeId} would give up ${led} leaderships; ${stuck} of them have no other replica in sync`
    : `Node ${nodeId} ${isDrained ? 'would lead again' : 'is not drained'}`;
  return {
    data: {
      ...{ nodeId, isDraining, remainingLeaders: led, blockedReason: '' },
      ...{ withoutSuccessor: stuck, isDrained, dryRun: true },
    },
    text,
    names: [`${nodeId}`],
    notes: [dryRunNote],
  };
}

/** How many partitions a node leads, and how many of them no other replica could lead. Pure. */
export function leadershipsOf(
  { topics, nodes }: Pick<MetadataSnapshot, 'topics' | 'nodes'>,
  nodeId: number,
): { readonly led: number; readonly stuck: number } {
  const able = new Set(
    nodes
      .filter((node) => node.state === 'NODE_STATE_ALIVE' && node.nodeId !== nodeId)
      .map((node) => node.nodeId),
  );
  const led = topics.flatMap(({ partitions }) =>
    partitions.filter(({ leader }) => leader === nodeId),
  );
  const stuck = led.filter(({ inSyncReplicas }) => !inSyncReplicas.some((id) => able.has(id)));
  return { led: led.length, stuck: stuck.length };
}

async function waitUntilNothingIsLed(
  { weir, signal }: CommandContext,
  nodeId: number,
  blockedReason: string,
  timeoutMs: number | undefined,
): Promise<void> {
  const admin = weir.admin();
  await waitUntilDone({ signal, timeoutMs }, async () => {
    const { status } = await findNode(admin, nodeId);
    const leaders = status?.leaders ?? 0;
    if (leaders === 0) return undefined;
    return `${leaders} leaderships left${blockedReason === '' ? '' : `: ${blockedReason}`}`;
  });
}

function doneText(nodeId: number, isDraining: boolean, remainingLeaders: number): string {
  if (!isDraining) return `Node ${nodeId} may lead again: weir partition elect gives it its share`;
  if (remainingLeaders === 0) return `Node ${nodeId} is drained: it leads nothing`;
  return `Node ${nodeId} has ${remainingLeaders} leaderships to give up: weir node list shows them`;
}
