import type { ScanEnd, ScanEvent, ScanProgress } from '@weir/client';
import type { RecordWriter } from '../consume/record-writer.ts';
import { InterruptedError, PartialFailure } from '../exit-code.ts';
import { formatDuration } from '../format/duration-text.ts';
import type { Output } from '../output.ts';
import type { ProgressLine } from './progress-line.ts';

/** Where a scan is printed. */
export interface PrintScanOptions {
  readonly writer: RecordWriter;
  readonly screen: Pick<Output, 'note' | 'closed'>;
  readonly line: ProgressLine;
  readonly signal: AbortSignal;
  /** Whether to say at the end how far it came, also when it came to the end. */
  readonly tellsAll: boolean;
}

/** Records that are written at a time. */
const flushCount = 256;
const mib = 1024 * 1024;

/**
 * Prints what a scan finds as it comes, and where to go on if there is more. Throws `PartialFailure` when
 * partitions could not be read, `InterruptedError` when the person ends it.
 */
export async function printScan(
  events: AsyncIterable<ScanEvent>,
  options: PrintScanOptions,
): Promise<void> {
  const { writer, line, screen, signal } = options;
  const startedAtMs = performance.now();
  let pending = 0;
  for await (const event of events) {
    if (event.kind === 'record') {
      writer.add(event.record);
      pending += 1;
    }
    if (pending >= flushCount || (pending > 0 && event.kind !== 'record')) {
      line.clear();
      await writer.flush();
      pending = 0;
    }
    if (screen.closed.aborted) return;
    if (event.kind === 'progress') line.show(`${describe(event)}, ${count(event.remaining)} left`);
    if (event.kind !== 'end') continue;
    line.clear();
    tellEnd(event, performance.now() - startedAtMs, options);
    return;
  }
  if (screen.closed.aborted) return;
  line.clear();
  await writer.flush();
  if (signal.aborted) throw new InterruptedError('Interrupted');
}

function tellEnd(
  end: ScanEnd,
  elapsedMs: number,
  { screen, tellsAll }: Pick<PrintScanOptions, 'screen' | 'tellsAll'>,
): void {
  const { reason, cursor, partitions, remaining } = end;
  if (tellsAll) screen.note(`${describe(end)} in ${formatDuration(elapsedMs)}`);
  if (reason !== 'end') {
    const why = reason === 'time' ? 'The time is up' : 'There may be more';
    screen.note(`${why} (${count(remaining)} to look at): go on with --cursor ${cursor}`);
  }
  let unread = 0;
  for (const standing of partitions) {
    if (!('error' in standing)) continue;
    const { code, message } = standing.error;
    screen.note(`warning: partition ${standing.partition} was not read: ${code}: ${message}`);
    unread += 1;
  }
  if (unread > 0) {
    const message = `${unread} of ${partitions.length} partitions were not read: try again`;
    throw new PartialFailure(message);
  }
}

function describe({ scanned, scannedBytes, matched }: ScanProgress): string {
  const size = (scannedBytes / mib).toFixed(1);
  return `${count(scanned)} records (${size} MiB) looked at, ${count(matched)} found`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
