import type { ConsumedRecord, Consumer, ConsumerOptions, StartFrom } from '@weir/client';
import { Command, Option } from 'commander';
import { type CommandContext, withWeir } from '../command-context.ts';
import { RecordWriter } from '../consume/record-writer.ts';
import { InputError } from '../exit-code.ts';
import { parseFrom, parseInteger } from '../parse-options.ts';

interface ConsumeOptions {
  readonly group?: string;
  readonly from?: StartFrom;
  readonly partition?: number;
  readonly max?: number;
  readonly exitAtEnd?: boolean;
  readonly keyed?: boolean;
  readonly commit: boolean;
  readonly timeoutMs?: number;
  readonly format?: string;
  readonly assignor?: string;
  readonly mode: 'push' | 'pull';
}

/** `weir consume` */
export function createConsumeCommand(): Command {
  return new Command('consume')
    .description('print the records of topics')
    .argument('<topic...>', 'topics')
    .option('--group <id>', 'read as a member of this group, and commit')
    .option('--from <where>', 'earliest, latest, an offset or @TIME', parseFrom)
    .option(
      '--partition <n>',
      'only this partition, without membership',
      parseInteger('--partition', { min: 0, max: 9_999 }),
    )
    .option('--max <n>', 'end after so many records', parseMax)
    .option('--exit-at-end', 'end when all that is there now was read')
    .option('--timeout-ms <ms>', 'end after so long', parseInteger('--timeout-ms', timeoutLimits))
    .option('--keyed', 'refuse a record without a key')
    .option('--no-commit', 'do not commit what was read')
    .option('--format <template>', 'print by a template of %t %p %o %k %v %T %h')
    .option('--assignor <name>', 'how the group shares partitions')
    .addOption(
      new Option('--mode <mode>', 'how to fetch').choices(['push', 'pull']).default('push'),
    )
    .action((topics: string[], options: ConsumeOptions, command: Command) =>
      withWeir(command, (context) => consume(context, topics, options)),
    );
}

const timeoutLimits = { min: 1, max: 86_400_000 };
const parseMax = parseInteger('--max', { min: 1, max: Number.MAX_SAFE_INTEGER });

async function consume(
  { weir, format, signal }: CommandContext,
  topics: readonly string[],
  options: ConsumeOptions,
): Promise<void> {
  const writer = new RecordWriter(format, options.format);
  await using consumer = weir.consumer(toConsumerOptions(topics, options));
  const timeout = options.timeoutMs === undefined ? [] : [AbortSignal.timeout(options.timeoutMs)];
  const ended = AbortSignal.any([signal, writer.closed, ...timeout]);
  const commits = options.group !== undefined && options.commit;
  let left = options.max ?? Number.POSITIVE_INFINITY;
  for await (const batch of consumer.batches({
    signal: ended,
    untilEnd: options.exitAtEnd === true,
  })) {
    let last: ConsumedRecord | undefined;
    for (const record of batch.records) {
      checkKey(record, options);
      writer.add(record);
      last = record;
      left -= 1;
      if (left === 0) break;
    }
    await writer.flush();
    if (writer.closed.aborted) break;
    if (commits && last !== undefined) await commitAfter(consumer, last);
    if (left === 0) break;
  }
}

function checkKey(record: ConsumedRecord, { keyed }: ConsumeOptions): void {
  if (keyed !== true || record.key !== null) return;
  throw new InputError(
    `Record ${record.topic}/${record.partition} at offset ${record.offset} has no key: leave out ` +
      '--keyed to read it',
  );
}

/** Commits what was written; a partition that was taken away meanwhile is read again by another. */
async function commitAfter(consumer: Consumer, record: ConsumedRecord): Promise<void> {
  const { topic, partition, offset } = record;
  const isHeld = consumer
    .assignment()
    .some((held) => held.topic === topic && held.partition === partition);
  if (isHeld) await consumer.commit([{ topic, partition, offset: offset + 1 }]);
}

function toConsumerOptions(topics: readonly string[], options: ConsumeOptions): ConsumerOptions {
  const { group, partition, assignor, mode } = options;
  const from = options.from ?? (group === undefined ? 'latest' : 'earliest');
  const shared = { from, mode, autoCommit: false as const };
  if (partition !== undefined) {
    return {
      ...shared,
      assignment: topics.map((topic) => ({ topic, partition })),
      ...(group === undefined ? undefined : { groupId: group }),
    };
  }
  return {
    ...shared,
    topics,
    ...(group === undefined ? undefined : { groupId: group }),
    ...(assignor === undefined ? undefined : { assignor }),
  };
}
