import type { Consumer, ConsumerOptions, StartFrom, Weir, WeirError } from '@weir/client';
import { Command, Option } from 'commander';
import { streamWithWeir } from '../command-context.ts';
import { formatOf, offerFormats } from '../command-traits.ts';
import { checkTopics } from '../consume/check-topics.ts';
import { consumeRecords } from '../consume/consume-records.ts';
import { formatMeaning, RecordWriter } from '../consume/record-writer.ts';
import { output } from '../output.ts';
import { parseFrom, parseInteger, parsePartition } from '../parse-options.ts';
import { recordFormats } from '../result/output-format.ts';

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

const commitIntervalMs = 500;
const parseMax = parseInteger('--max', { min: 1, max: Number.MAX_SAFE_INTEGER });
const parseTimeout = parseInteger('--timeout-ms', { min: 1, max: 86_400_000 });
const fromMeaning =
  'earliest, latest, an offset or @TIME; with --group only where nothing is committed ' +
  '(default: earliest with --group or --exit-at-end, else latest)';
const modeOption = new Option('--mode <mode>', 'how to fetch').choices(['push', 'pull']);

/** `weir consume` */
export function createConsumeCommand(): Command {
  return offerFormats(new Command('consume'), recordFormats)
    .description('print the records of topics')
    .argument('<topic...>', 'topics')
    .option('--group <id>', 'read as a member of this group, and commit what was printed')
    .option('--from <where>', fromMeaning, parseFrom)
    .option('--partition <n>', 'only this partition, without membership', parsePartition)
    .option('--max <n>', 'end after so many records', parseMax)
    .option('--exit-at-end', 'end when all that is there now was read')
    .option('--timeout-ms <ms>', 'end when no record came for so long', parseTimeout)
    .option('--keyed', 'refuse a record without a key')
    .option('--no-commit', 'do not commit what was printed')
    .option('--format <template>', formatMeaning)
    .option('--assignor <name>', 'how the group shares partitions')
    .addOption(modeOption.default('push'))
    .action(async (topics: string[], options: ConsumeOptions, command: Command) => {
      const format = formatOf(command);
      const write = output.write.bind(output);
      const writer = new RecordWriter(write, format, options.format);
      await streamWithWeir(command, async ({ weir, signal }) => {
        if (options.group !== undefined) await checkTopics(weir, topics);
        await consume(weir, toConsumerOptions(topics, options), (consumer) =>
          consumeRecords(consumer, writer, {
            signal,
            closed: output.closed,
            untilEnd: options.exitAtEnd === true,
            maxRecords: options.max ?? Number.POSITIVE_INFINITY,
            idleTimeoutMs: options.timeoutMs,
            requiresKey: options.keyed === true,
          }),
        );
      });
    });
}

/** Reads, then commits what is left, leaves the group, and throws when that commit failed. */
async function consume(
  weir: Weir,
  options: ConsumerOptions,
  read: (consumer: Consumer) => Promise<void>,
): Promise<void> {
  await using consumer = weir.consumer(options);
  let commitFailure: WeirError | undefined;
  let isClosing = false;
  consumer.on('commitFailed', (error) => {
    if (isClosing) commitFailure = error;
    else output.note(`warning: ${error.code}: Could not commit, will try again: ${error.message}`);
  });
  await read(consumer);
  isClosing = true;
  await consumer.close();
  if (commitFailure !== undefined) throw commitFailure;
}

function toConsumerOptions(topics: readonly string[], options: ConsumeOptions): ConsumerOptions {
  const { group, partition, assignor, mode, exitAtEnd, commit } = options;
  const readsAll = group !== undefined || exitAtEnd === true;
  return {
    mode,
    from: options.from ?? (readsAll ? 'earliest' : 'latest'),
    autoCommit: group !== undefined && commit ? { intervalMs: commitIntervalMs } : false,
    ...(group === undefined ? undefined : { groupId: group }),
    ...(assignor === undefined ? undefined : { assignor }),
    ...(partition === undefined
      ? { topics }
      : { assignment: topics.map((topic) => ({ topic, partition })) }),
  };
}
