import { type LocatedRecord, toRecordJson } from '@weir/core';
import { bytesOf, compileTemplate } from '../format/record-template.ts';
import { isForPeople, type OutputFormat } from '../result/output-format.ts';

/** Where text goes; resolves when it has left. */
export type WriteText = (text: string, encoding: BufferEncoding) => Promise<void>;

/** What `--format` of commands that print records takes. */
export const formatMeaning =
  'print by a template of %t topic, %p partition, %o offset, %k key, %v value, %T timestamp, ' +
  '%h headers, %%, \\n, \\t, \\r, \\0';

interface RecordFormat {
  readonly print: (record: LocatedRecord) => string;
  readonly encoding: BufferEncoding;
}

/** Writes records a batch at a time, no faster than they are taken. */
export class RecordWriter {
  readonly #write: WriteText;
  readonly #format: RecordFormat;
  #pending = '';

  /** Throws an `InputError` for a template with unknown marks. */
  constructor(write: WriteText, format: OutputFormat, template: string | undefined) {
    this.#write = write;
    this.#format = chooseFormat(format, template);
  }

  add(record: LocatedRecord): void {
    this.#pending += this.#format.print(record);
  }

  /** Resolves when what was added has left; rejects when it cannot. */
  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    if (text !== '') await this.#write(text, this.#format.encoding);
  }
}

function chooseFormat(format: OutputFormat, template: string | undefined): RecordFormat {
  if (template !== undefined) return { print: compileTemplate(template), encoding: 'latin1' };
  if (!isForPeople(format)) {
    return {
      print: (record) => `${JSON.stringify(toRecordJson(record))}\n`,
      encoding: 'utf8',
    };
  }
  return { print: ({ value }) => `${bytesOf(value)}\n`, encoding: 'latin1' };
}
