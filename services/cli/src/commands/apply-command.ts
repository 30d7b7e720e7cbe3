import { setTimeout as pause } from 'node:timers/promises';
import { WeirError } from '@weir/client';
import { Command } from 'commander';
import { applyDeclaration, type AppliedObject } from '../apply/apply-declaration.ts';
import type { Declaration } from '../apply/declaration.ts';
import { readDeclaration } from '../apply/read-declaration.ts';
import { type CommandContext, withWeir } from '../command-context.ts';
import { offerFormats } from '../command-traits.ts';
import { output } from '../output.ts';
import { parseInteger } from '../parse-options.ts';
import { readInput } from '../produce/read-input.ts';
import { type CommandResult, dryRunNote, printResult } from '../result/command-result.ts';
import { isForPeople, narrowListFormats } from '../result/output-format.ts';

interface ApplyCommandOptions {
  readonly file: string;
  readonly dryRun?: boolean;
  readonly timeoutMs: number;
}

const waitStepMs = 500;
const parseTimeout = parseInteger('--timeout-ms', { min: 1, max: 3_600_000 });

/** `weir apply` */
export function createApplyCommand(): Command {
  return offerFormats(new Command('apply'), narrowListFormats)
    .description('make topics, ACLs and quotas as a file declares them')
    .requiredOption('-f, --file <path>', 'YAML or JSON; - is standard input')
    .option('--dry-run', 'check everything and show what would be done')
    .option('--timeout-ms <ms>', 'how long to wait for the cluster', parseTimeout, 60_000)
    .action(async (options: ApplyCommandOptions, command: Command) => {
      const { file, timeoutMs } = options;
      const deadlineMs = performance.now() + timeoutMs;
      const declaration = readDeclaration(await readInput(file));
      await withWeir(
        command,
        (context) => apply(context, declaration, { ...options, deadlineMs }),
        {
          timeoutMs,
        },
      );
    });
}

async function apply(
  { weir, format, signal }: CommandContext,
  declaration: Declaration,
  options: ApplyCommandOptions & { readonly deadlineMs: number },
): Promise<void> {
  const dryRun = options.dryRun === true;
  const objects: AppliedObject[] = [];
  let isDone = false;
  try {
    await applyDeclaration(weir.admin(), declaration, {
      dryRun,
      onObject: (object) => {
        objects.push(object);
        if (isForPeople(format)) output.line(formatObject(object));
      },
      onWarning: (text) => {
        output.note(`warning: ${text}`);
      },
      whenEnoughNodes: (check) =>
        whenEnoughNodes(check, { signal, deadlineMs: options.deadlineMs }),
    });
    isDone = true;
  } finally {
    // What was done before a failure is told, too.
    const isTold = isDone || (objects.length > 0 && !isForPeople(format));
    if (isTold) printResult(toResult(objects, { isDone, dryRun }), format, output);
  }
}

/** The objects have been told to people one by one. */
function toResult(
  objects: readonly AppliedObject[],
  { isDone, dryRun }: { readonly isDone: boolean; readonly dryRun: boolean },
): CommandResult {
  return {
    data: { isDone, dryRun, ...countResults(objects), objects },
    text: summarize(objects),
    items: objects,
    names: objects.map(({ kind, name }) => `${kind}/${name}`),
    ...(dryRun ? { notes: [dryRunNote] } : undefined),
  };
}

/** A cluster that has just been started gets its nodes one after another. */
async function whenEnoughNodes<Value>(
  check: () => Promise<Value>,
  { signal, deadlineMs }: { readonly signal: AbortSignal; readonly deadlineMs: number },
): Promise<Value> {
  let said = '';
  for (;;) {
    try {
      return await check();
    } catch (error) {
      const isTooFew = error instanceof WeirError && error.code === 'INVALID_REPLICATION_FACTOR';
      if (!isTooFew || performance.now() + waitStepMs > deadlineMs) throw error;
      if (error.message !== said) output.note(`waiting for nodes: ${error.message}`);
      said = error.message;
    }
    await pause(waitStepMs, undefined, { signal });
  }
}

function formatObject({ kind, name, result, detail }: AppliedObject): string {
  return `${kind.padEnd(5)}  ${result.padEnd(9)}  ${name}${detail === '' ? '' : `: ${detail}`}`;
}

function countResults(objects: readonly AppliedObject[]): Record<AppliedObject['result'], number> {
  const counts = { created: 0, changed: 0, unchanged: 0 };
  for (const { result } of objects) counts[result] += 1;
  return counts;
}

function summarize(objects: readonly AppliedObject[]): string {
  const { created, changed, unchanged } = countResults(objects);
  return `${created} created, ${changed} changed, ${unchanged} unchanged`;
}
