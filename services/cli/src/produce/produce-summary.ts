/** What a run of `weir produce` came to. */
export interface ProduceSummary {
  readonly topic: string;
  /** Records that were acknowledged, or only sent with acks 0. */
  readonly records: number;
  readonly failed: number;
  /** Lines left out with `--skip-bad-lines`. */
  readonly skipped: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  readonly megabytesPerSecond: number;
}

/** What is counted while it runs. */
export interface ProduceCounts {
  readonly records: number;
  readonly failed: number;
  readonly seconds: number;
}

/** Counts and rates; `bytes` are those of the lines, `skippedLines` those left out. */
export function summarize(
  topic: string,
  counts: ProduceCounts,
  lines: { readonly bytes: number; readonly skippedLines: number },
): ProduceSummary {
  const { records, failed, seconds } = counts;
  // Which lines have failed is not known: they are taken to be as long as the others.
  const bytes = records === 0 ? 0 : (lines.bytes * records) / (records + failed);
  return {
    topic,
    records,
    failed,
    skipped: lines.skippedLines,
    seconds: round(seconds, 3),
    recordsPerSecond: Math.round(records / seconds),
    megabytesPerSecond: round(bytes / seconds / 1e6, 2),
  };
}

/** The summary as a line for people. */
export function formatSummary(summary: ProduceSummary): string {
  const { topic, records, failed, skipped, seconds } = summary;
  return [
    `${records} records to ${topic} in ${seconds} s ` +
      `(${summary.recordsPerSecond} records/s, ${summary.megabytesPerSecond} MB/s)`,
    `${failed} failed`,
    ...(skipped > 0 ? [`${skipped} lines skipped`] : []),
  ].join(', ');
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
