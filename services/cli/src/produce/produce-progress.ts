import { SingleBar } from 'cli-progress';

/** What is known of the input while it is read. */
export interface ProgressSource {
  /** Bytes of the lines taken so far. */
  readonly bytes: number;
  /** Lines taken so far. */
  readonly lineNumber: number;
}

/** Counts records that were acknowledged, and shows how far it is on a terminal's standard error. */
export class ProduceProgress {
  readonly #source: ProgressSource;
  readonly #sizeBytes: number;
  readonly #startedMs = performance.now();
  #records = 0;
  #failed = 0;
  #bar: SingleBar | undefined;

  /** `sizeBytes` is the input's, 0 where it is not known. */
  constructor(source: ProgressSource, sizeBytes: number) {
    this.#source = source;
    this.#sizeBytes = sizeBytes;
  }

  get records(): number {
    return this.#records;
  }

  get failed(): number {
    return this.#failed;
  }

  /** Since it was made; never 0. */
  get seconds(): number {
    return Math.max(0.001, (performance.now() - this.#startedMs) / 1_000);
  }

  /** Shows a bar, where standard error is a terminal, until `stop`. */
  start(): void {
    if (!process.stderr.isTTY) return;
    const counts = '{records} records  {rate} records/s';
    this.#bar = new SingleBar({
      format:
        this.#sizeBytes > 0 ? `{bar} {percentage}%  ${counts}` : `${counts}  {duration_formatted}`,
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      barCompleteChar: '#',
      barIncompleteChar: '-',
    });
    this.#bar.start(this.#sizeBytes, 0, { records: 0, rate: 0 });
  }

  /** Some records were acknowledged, or have failed. */
  add(recordCount: number, isAcknowledged: boolean): void {
    if (isAcknowledged) this.#records += recordCount;
    else this.#failed += recordCount;
    this.#bar?.update(this.#position(), {
      records: this.#records,
      rate: Math.round(this.#records / this.seconds),
    });
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  /** Bytes of the input that are settled: its lines are taken to be of the same length. */
  #position(): number {
    const { bytes, lineNumber } = this.#source;
    const lineBytes = (bytes + lineNumber) / Math.max(1, lineNumber);
    return Math.min(this.#sizeBytes, Math.round((this.#records + this.#failed) * lineBytes));
  }
}
