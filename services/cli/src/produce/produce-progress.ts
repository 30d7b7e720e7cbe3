import { SingleBar } from 'cli-progress';

/** What a run of `weir produce` came to. */
export interface ProduceSummary {
  readonly topic: string;
  readonly records: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  readonly megabytesPerSecond: number;
}

/** Counts acknowledged records, with a line on a terminal's standard error while they come. */
export class ProduceProgress {
  #records = 0;
  #failed = 0;
  #startedMs = 0;
  #bar: SingleBar | undefined;

  start(): void {
    this.#startedMs = performance.now();
    if (!process.stderr.isTTY) return;
    this.#bar = new SingleBar({
      format: '{value} records  {duration_formatted}  {rate} records/s',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    });
    this.#bar.start(0, 0, { rate: 0 });
  }

  add(recordCount: number, isAcknowledged: boolean): void {
    if (isAcknowledged) this.#records += recordCount;
    else this.#failed += recordCount;
    this.#bar?.setTotal(this.#records);
    this.#bar?.update(this.#records, { rate: Math.round(this.#records / this.#seconds()) });
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  summary(bytes: number): Omit<ProduceSummary, 'topic' | 'skipped'> {
    const seconds = this.#seconds();
    return {
      records: this.#records,
      failed: this.#failed,
      seconds: round(seconds, 3),
      recordsPerSecond: Math.round(this.#records / seconds),
      megabytesPerSecond: round(bytes / seconds / 1e6, 2),
    };
  }

  text(summary: ProduceSummary): string {
    const notes = [
      ...(summary.failed > 0 ? [`${summary.failed} failed`] : []),
      ...(summary.skipped > 0 ? [`${summary.skipped} lines skipped`] : []),
    ];
    return [
      `${summary.records} records to ${summary.topic} in ${summary.seconds} s ` +
        `(${summary.recordsPerSecond} records/s, ${summary.megabytesPerSecond} MB/s)`,
      ...notes,
    ].join(', ');
  }

  #seconds(): number {
    return Math.max(0.001, (performance.now() - this.#startedMs) / 1_000);
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
