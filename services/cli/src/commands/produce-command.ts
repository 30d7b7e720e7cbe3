import { createReadStream } from 'node:fs';
import type { ProducerOptions, ProducerRecord, Producer } from '@weir/client';
import { Argument, Command, Option } from 'commander';
import { type CommandContext, withWeir } from '../command-context.ts';
import { InputError } from '../exit-code.ts';
import { output } from '../output.ts';
import { parseHeaders, parseInteger } from '../parse-options.ts';
import { createLineParser, type LineParserOptions } from '../produce/line-parser.ts';
import { readLines } from '../produce/read-lines.ts';
import { ProduceProgress } from '../produce/produce-progress.ts';

interface ProduceOptions extends LineParserOptions {
  readonly file?: string;
  readonly acks: '0' | '1' | 'all';
  readonly compression: 'none' | 'gzip' | 'zstd';
  readonly partition?: number;
  readonly header: string[];
  readonly lingerMs?: number;
  readonly batchBytes?: number;
  readonly skipBadLines?: boolean;
  readonly skipEmpty?: boolean;
}

const acksOf = { '0': 'none', '1': 'leader', all: 'all' } as const;

/** `weir produce` */
export function createProduceCommand(): Command {
  return new Command('produce')
    .description('send each line of standard input, or of a file, as a record')
    .addArgument(new Argument('<topic>', 'topic that exists'))
    .option('--file <path>', 'read lines from a file')
    .option('--key-field <name>', 'lines are JSON; the key is this field')
    .option('--key-delimiter <text>', 'the key is what stands before the first delimiter')
    .addOption(
      new Option('--acks <level>', 'when a record counts')
        .choices(['0', '1', 'all'])
        .default('all'),
    )
    .addOption(
      new Option('--compression <codec>').choices(['none', 'gzip', 'zstd']).default('none'),
    )
    .option(
      '--partition <n>',
      'partition for all records',
      parseInteger('--partition', { min: 0, max: 9_999 }),
    )
    .option('--header <name=value...>', 'header of all records', [])
    .option(
      '--linger-ms <ms>',
      'how long a batch waits for more',
      parseInteger('--linger-ms', { min: 0, max: 60_000 }),
    )
    .option(
      '--batch-bytes <bytes>',
      'size at which a batch leaves',
      parseInteger('--batch-bytes', { min: 1_024, max: 8_388_608 }),
    )
    .option('--skip-bad-lines', 'count lines that have no key, and go on')
    .option('--skip-empty', 'leave empty lines out')
    .action((topic: string, options: ProduceOptions, command: Command) =>
      withWeir(command, (context) => produce(context, topic, options)),
    );
}

async function produce(
  { weir, format, signal }: CommandContext,
  topic: string,
  options: ProduceOptions,
): Promise<void> {
  const source = new LineSource(topic, options);
  await using producer: Producer = weir.producer(toProducerOptions(options));
  const progress = new ProduceProgress();
  progress.start();
  try {
    await producer.sendMany(source.records(), {
      signal,
      onBatch: ({ recordCount, error }) => {
        progress.add(recordCount, error === undefined);
      },
    });
  } finally {
    progress.stop();
    const summary = { topic, ...progress.summary(source.bytes), skipped: source.skipped };
    if (format === 'json') output.json(summary);
    else output.line(progress.text(summary));
  }
  if (source.badLine !== undefined) throw source.badLine;
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

/** The records of the input; a bad line ends it, and is kept to be reported after the rest is sent. */
class LineSource {
  bytes = 0;
  skipped = 0;
  badLine: InputError | undefined;
  readonly #topic: string;
  readonly #options: ProduceOptions;

  constructor(topic: string, options: ProduceOptions) {
    this.#topic = topic;
    this.#options = options;
  }

  async *records(): AsyncGenerator<ProducerRecord> {
    const { file, header, partition, skipEmpty } = this.#options;
    const parse = createLineParser(this.#options);
    const headers = parseHeaders(header);
    const shared = {
      topic: this.#topic,
      ...(headers.length === 0 ? undefined : { headers }),
      ...(partition === undefined ? undefined : { partition }),
    };
    let lineNumber = 0;
    for await (const lines of readLines(file === undefined ? process.stdin : openFile(file))) {
      for (const line of lines) {
        lineNumber += 1;
        if (line === '' && skipEmpty === true) continue;
        const parsed = this.#parse(() => parse(line, lineNumber));
        if (this.badLine !== undefined) return;
        if (parsed === undefined) continue;
        this.bytes += Buffer.byteLength(line);
        yield { ...shared, ...parsed };
      }
    }
  }

  #parse<Parsed>(parse: () => Parsed): Parsed | undefined {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      if (this.#options.skipBadLines === true) this.skipped += 1;
      else this.badLine = error;
      return undefined;
    }
  }
}

function openFile(path: string): NodeJS.ReadStream | ReturnType<typeof createReadStream> {
  return createReadStream(path, { highWaterMark: 1 << 18 });
}
