import type { ConsumedRecord } from '@weir/client';
import { compileTemplate } from '../format/record-template.ts';
import { toRecordJson } from '../format/record-json.ts';
import type { OutputFormat } from '../output.ts';

/** Writes records to standard output, a batch at a time, no faster than its reader takes them. */
export class RecordWriter {
  readonly #format: (record: ConsumedRecord) => string;
  readonly #closed = new AbortController();
  #pending: string[] = [];

  constructor(format: OutputFormat, template: string | undefined) {
    this.#format = formatter(format, template);
    process.stdout.on('error', () => {
      // The reader has gone, as `head` does: there is nobody to write for.
      this.#closed.abort();
    });
  }

  /** Aborts when nobody reads standard output any more. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  add(record: ConsumedRecord): void {
    this.#pending.push(this.#format(record));
  }

  /** Resolves when what was added has been handed to the operating system, or nobody wants it. */
  async flush(): Promise<void> {
    if (this.#pending.length === 0 || this.closed.aborted) return;
    const text = this.#pending.join('');
    this.#pending = [];
    // Called when the text has left, or with the error of a reader that has gone.
    await new Promise<void>((resolve) => {
      process.stdout.write(text, () => {
        resolve();
      });
    });
  }
}

function formatter(
  format: OutputFormat,
  template: string | undefined,
): (record: ConsumedRecord) => string {
  if (template !== undefined) {
    const print = compileTemplate(template);
    // A template says itself where lines end, unless it says nothing of it.
    return template.includes('\\n') ? print : (record) => `${print(record)}\n`;
  }
  if (format === 'json') return (record) => `${JSON.stringify(toRecordJson(record))}\n`;
  return (record) => `${record.text() ?? ''}\n`;
}
