import type { ProducerOptions } from '@weir/client';
import { Command, Option } from 'commander';
import { type CommandContext, streamWithWeir } from '../command-context.ts';
import { output } from '../output.ts';
import {
  collectHeaders,
  type FixedHeader,
  parseInteger,
  parsePartition,
} from '../parse-options.ts';
import {
  createLineParser,
  type LineParser,
  type LineParserOptions,
} from '../produce/line-parser.ts';
import { LineSource, type LineSourceOptions } from '../produce/line-source.ts';
import { oneRecordLine, type OneRecordOptions } from '../produce/one-record.ts';
import { type Input, openInput, openText } from '../produce/open-input.ts';
import { ProduceProgress } from '../produce/produce-progress.ts';
import { formatSummary, summarize } from '../produce/produce-summary.ts';
import { printResult } from '../result/command-result.ts';

interface ProduceOptions extends LineParserOptions, OneRecordOptions {
  readonly file?: string;
  readonly acks: '0' | '1' | 'all';
  readonly compression: 'none' | 'gzip' | 'zstd';
  readonly partition?: number;
  readonly header: readonly FixedHeader[];
  readonly lingerMs?: number;
  readonly batchBytes?: number;
  readonly skipBadLines?: boolean;
  readonly skipEmpty?: boolean;
}

const acksOf = { '0': 'none', '1': 'leader', all: 'all' } as const;
const parseLinger = parseInteger('--linger-ms', { min: 0, max: 60_000 });
const parseBatchBytes = parseInteger('--batch-bytes', { min: 1_024, max: 8_388_608 });
const acksOption = new Option('--acks <level>', 'when a record counts: sent, led, committed');
const compressionOption = new Option('--compression <codec>', 'how batches are compressed');

/** `weir produce` */
export function createProduceCommand(): Command {
  return new Command('produce')
    .description('send each line of standard input, or of a file, as a record; or one record')
    .argument('<topic>', 'topic that exists')
    .option('--file <path>', 'read lines from a file')
    .option('--records', 'lines are records as consume -o json prints them')
    .addOption(inPlaceOfLines('--value <text>', 'send one record with this value'))
    .option('--key <text>', 'its key')
    .addOption(inPlaceOfLines('--record <json>', 'send one record as consume -o json prints it'))
    .option('--key-field <name>', 'lines are JSON; the key is this field')
    .option('--key-delimiter <text>', 'the key is what stands before the first delimiter')
    .addOption(acksOption.choices(['0', '1', 'all']).default('all'))
    .addOption(compressionOption.choices(['none', 'gzip', 'zstd']).default('none'))
    .option('--partition <n>', 'partition for all records', parsePartition)
    .option('--header <name=value>', 'header of all records; may be repeated', collectHeaders, [])
    .option('--linger-ms <ms>', 'how long a batch waits for more', parseLinger)
    .option('--batch-bytes <bytes>', 'size at which a batch leaves', parseBatchBytes)
    .option('--skip-bad-lines', 'count lines that have no key, and go on')
    .option('--skip-empty', 'leave empty lines out')
    .action(async (topic: string, options: ProduceOptions, command: Command) => {
      const line = oneRecordLine(options);
      const parse = createLineParser(line === undefined ? options : { records: true });
      const input = line === undefined ? openInput(options.file) : openText(line);
      await streamWithWeir(command, (context) =>
        produce(context, input, options, toSourceOptions(topic, options, parse, context.signal)),
      );
    });
}

function inPlaceOfLines(flags: string, meaning: string): Option {
  return new Option(flags, meaning).conflicts(['file', 'records', 'keyField', 'keyDelimiter']);
}

async function produce(
  { weir, format }: CommandContext,
  input: Input,
  options: ProduceOptions,
  sourceOptions: LineSourceOptions,
): Promise<void> {
  const source = new LineSource(input.stream, sourceOptions);
  await using producer = weir.producer(toProducerOptions(options));
  const progress = new ProduceProgress(source, input.sizeBytes);
  progress.start();
  try {
    await producer.sendMany(source, {
      onBatch: ({ recordCount, error }) => {
        progress.add(recordCount, error === undefined);
      },
    });
  } finally {
    progress.stop();
    const summary = summarize(sourceOptions.shared.topic, progress, source);
    printResult({ data: summary, text: formatSummary(summary) }, format, output);
  }
  if (source.failure !== undefined) throw source.failure;
}

function toSourceOptions(
  topic: string,
  options: ProduceOptions,
  parse: LineParser,
  signal: AbortSignal,
): LineSourceOptions {
  const { header, partition, skipBadLines, skipEmpty } = options;
  const shared = {
    topic,
    ...(header.length === 0 ? undefined : { headers: header }),
    ...(partition === undefined ? undefined : { partition }),
  };
  return {
    shared,
    parse,
    signal,
    skipsBadLines: skipBadLines === true,
    skipsEmptyLines: skipEmpty === true,
  };
}

function toProducerOptions(options: ProduceOptions): ProducerOptions {
  const { acks, compression, lingerMs, batchBytes } = options;
  return {
    acks: acksOf[acks],
    compression,
    ...(lingerMs === undefined ? undefined : { lingerMs }),
    ...(batchBytes === undefined ? undefined : { batchBytes }),
  };
}
