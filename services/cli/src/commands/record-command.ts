import type { RecordFilter, ScanOrder, SearchedField, SearchOptions } from '@weir/client';
import { Command, Option } from 'commander';
import { streamWithWeir, unlessAborted } from '../command-context.ts';
import { formatOf, offerDryRun, offerFormats } from '../command-traits.ts';
import { offerYes } from '../confirm.ts';
import { formatMeaning, RecordWriter } from '../consume/record-writer.ts';
import { InputError } from '../exit-code.ts';
import { output } from '../output.ts';
import {
  parseDuration,
  parseInteger,
  parsePartition,
  parsePlaceOrAge,
  type PlaceOrAge,
} from '../parse-options.ts';
import { deleteRecords, type DeleteRecordsOptions } from '../record/delete-records.ts';
import { getRecord } from '../record/get-record.ts';
import { printScan } from '../record/print-scan.ts';
import { ProgressLine } from '../record/progress-line.ts';
import { toScanBounds } from '../record/scan-bounds.ts';
import { tailRecords } from '../record/tail-records.ts';
import { narrowListFormats, recordFormats } from '../result/output-format.ts';
import { runCommand } from '../run-command.ts';
import { createConsumeCommand } from './consume-command.ts';
import { createProduceCommand } from './produce-command.ts';

interface PrintOptions {
  readonly format?: string;
}

interface ScanCommandOptions extends PrintOptions {
  readonly oldest?: boolean;
  readonly partition?: number;
  readonly from?: PlaceOrAge;
  readonly to?: PlaceOrAge;
  readonly limit: number;
  readonly cursor?: string;
  readonly time: number;
}

interface SearchCommandOptions extends ScanCommandOptions {
  readonly text?: string;
  readonly in?: readonly SearchedField[];
  readonly value?: string;
  readonly key?: string;
  readonly header?: string;
  readonly json?: string;
  readonly regex?: boolean;
  readonly caseSensitive?: boolean;
}

const maxOffset = Number.MAX_SAFE_INTEGER;
const maxTimeMs = 86_400_000;
const maxTail = 10_000;
const placeMeaning = 'earliest, latest, an offset, @TIME or -DURATION';
const parseLimit = parseInteger('--limit', { min: 1, max: maxOffset });
const parseOffset = parseInteger('--offset', { min: 0, max: maxOffset });
const parseMax = parseInteger('--max', { min: 1, max: maxOffset });
const parseLast = parseInteger('--last', { min: 1, max: maxTail });

/** `weir record` */
export function createRecordCommand(): Command {
  const record = new Command('record').alias('records').description('write, read and find records');
  record.addCommand(createProduceCommand()).addCommand(createConsumeCommand());
  record.addCommand(createListCommand()).addCommand(createSearchCommand());
  record.addCommand(createTailCommand()).addCommand(createGetCommand());
  return record.addCommand(createDeleteCommand());
}

function createListCommand(): Command {
  return scanCommand('list', { limit: 50, time: '60s' })
    .description('print records, the newest first, without waiting for any')
    .action((topic: string, options: ScanCommandOptions, command: Command) =>
      scan(command, topic, { options, isSearch: false }),
    );
}

function createSearchCommand(): Command {
  return scanCommand('search', { limit: 100, time: '10s' })
    .description('look for records, the newest first, for a limited time')
    .option('--text <text>', 'a text that a field holds')
    .option('--in <fields>', 'where --text is: key, value, headers (default: all)', parseFields)
    .option('--value <text>', 'a text that the value holds')
    .option('--key <key>', 'the whole key; with --regex a pattern that it holds')
    .option('--header <name=value>', 'a header; NAME alone: with any value')
    .option('--json <path=value>', 'a field of a JSON value: order.items.0.sku=A7')
    .option('--regex', 'text, value and key are regular expressions of JavaScript')
    .option('--case-sensitive', 'A is not a, in text, value and patterns')
    .action((topic: string, options: SearchCommandOptions, command: Command) =>
      scan(command, topic, { options, filter: toFilter(options), isSearch: true }),
    );
}

function scanCommand(
  name: string,
  defaults: { readonly limit: number; readonly time: string },
): Command {
  const time = new Option('--time <duration>', 'how long it may take').argParser(parseTime);
  return offerFormats(new Command(name), recordFormats)
    .argument('<topic>', 'topic')
    .addOption(new Option('--newest', 'the newest first (default)').conflicts('oldest'))
    .option('--oldest', 'the oldest first')
    .option('--partition <n>', 'only this partition', parsePartition)
    .option('--from <where>', `nothing before: ${placeMeaning}`, parsePlaceOrAge('--from'))
    .option('--to <where>', `nothing from there on: ${placeMeaning}`, parsePlaceOrAge('--to'))
    .option('--limit <n>', 'most records', parseLimit, defaults.limit)
    .addOption(time.default(parseDuration(defaults.time), defaults.time))
    .option('--cursor <cursor>', 'go on where an earlier one ended')
    .option('--format <template>', formatMeaning);
}

function createTailCommand(): Command {
  return offerFormats(new Command('tail'), recordFormats)
    .description('print records as they come')
    .argument('<topic...>', 'topics')
    .option('-n, --last <n>', 'print the last ones first', parseLast)
    .option('--partition <n>', 'only this partition', parsePartition)
    .option('--max <n>', 'end after so many records', parseMax)
    .option('--format <template>', formatMeaning)
    .action(async (topics: string[], options: PrintOptions & TailFlags, command: Command) => {
      const writer = writerOf(command, options);
      const { last = 0, partition, max: maxRecords = Number.POSITIVE_INFINITY } = options;
      const { closed } = output;
      await streamWithWeir(command, ({ weir, signal }) =>
        tailRecords(weir, { topics, last, partition, maxRecords, writer, signal, closed }),
      );
    });
}

interface TailFlags {
  readonly max?: number;
  readonly last?: number;
  readonly partition?: number;
}

function createGetCommand(): Command {
  return offerFormats(new Command('get'), recordFormats)
    .description('print one record')
    .argument('<topic>', 'topic')
    .requiredOption('--partition <n>', 'its partition', parsePartition)
    .requiredOption('--offset <n>', 'its offset', parseOffset)
    .option('--format <template>', formatMeaning)
    .action(async (topic: string, options: PrintOptions & GetFlags, command: Command) => {
      const writer = writerOf(command, options);
      const { partition, offset } = options;
      await streamWithWeir(command, async ({ weir, signal }) => {
        const getting = getRecord(weir, { topic, partition, offset });
        writer.add(await unlessAborted(signal, getting));
        await writer.flush();
      });
    });
}

interface GetFlags {
  readonly partition: number;
  readonly offset: number;
}

function createDeleteCommand(): Command {
  const command = offerFormats(new Command('delete'), narrowListFormats)
    .description('delete the oldest records of a partition, or of all')
    .argument('<topic>', 'topic')
    .requiredOption(
      '--before <where>',
      `what is older: ${placeMeaning}`,
      parsePlaceOrAge('--before'),
    )
    .option('--partition <n>', 'only this partition; needed for an offset', parsePartition)
    .action((topic: string, options: DeleteRecordsOptions, self: Command) =>
      runCommand(self, (context) => deleteRecords(context, topic, { ...options, command: self })),
    );
  return offerYes(offerDryRun(command, 'say what would be deleted'));
}

interface ScanToRun {
  readonly options: ScanCommandOptions;
  readonly filter?: RecordFilter;
  readonly isSearch: boolean;
}

async function scan(
  command: Command,
  topic: string,
  { options, filter, isSearch }: ScanToRun,
): Promise<void> {
  const writer = writerOf(command, options);
  await streamWithWeir(command, async ({ weir, signal }) => {
    const ended = AbortSignal.any([signal, output.closed]);
    using line = new ProgressLine(process.stderr);
    const events = weir.search(topic, { ...toSearchOptions(options), filter, signal: ended });
    await printScan(events, { writer, screen: output, line, signal, tellsAll: isSearch });
  });
}

function toSearchOptions(options: ScanCommandOptions): SearchOptions {
  const { partition, limit, cursor, time: timeMs } = options;
  const order: ScanOrder = options.oldest === true ? 'oldest' : 'newest';
  const bounds = toScanBounds(options, Date.now());
  return { ...bounds, order, partition, limit, cursor, timeMs, maxBytes: maxOffset };
}

function toFilter(options: SearchCommandOptions): RecordFilter {
  const { text, in: fields, value, key, header, json: jsonField } = options;
  if ([text, value, key, header, jsonField].every((wanted) => wanted === undefined)) {
    throw new InputError(
      'Say what to look for: --text, --value, --key, --header or --json (weir record list prints all)',
    );
  }
  const { regex: isRegex, caseSensitive: isCaseSensitive } = options;
  return { text, in: fields, value, key, header, jsonField, isRegex, isCaseSensitive };
}

function writerOf(command: Command, { format }: PrintOptions): RecordWriter {
  return new RecordWriter(output.write.bind(output), formatOf(command), format);
}

const searchedFields: readonly SearchedField[] = ['key', 'value', 'headers'];

function parseFields(text: string): SearchedField[] {
  return text.split(',').map((part) => {
    const field = searchedFields.find((name) => name === part.trim());
    if (field !== undefined) return field;
    throw new InputError(`--in is "${text}", wanted are one or more of ${searchedFields.join()}`);
  });
}

function parseTime(text: string): number {
  const timeMs = parseDuration(text);
  if (timeMs >= 1 && timeMs <= maxTimeMs) return timeMs;
  throw new InputError(`--time is "${text}", wanted is from 1ms to 1d`);
}
