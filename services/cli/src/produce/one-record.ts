import { InputError } from '../exit-code.ts';
import { parseRecord } from './parse-record.ts';

/** A record that stands on the command line. */
export interface OneRecordOptions {
  readonly key?: string;
  readonly value?: string;
  /** As `consume -o json` prints it. */
  readonly record?: string;
}

/**
 * The record of the command line, as a line for `--records`; undefined where records come from elsewhere. Throws an
 * `InputError` for options that exclude each other, and for what is no record.
 */
export function oneRecordLine({ key, value, record }: OneRecordOptions): string | undefined {
  if (record !== undefined) {
    if (key !== undefined || value !== undefined) {
      throw new InputError('--record holds key and value: leave --key and --value out');
    }
    return JSON.stringify(checkRecord(record));
  }
  if (value !== undefined) return JSON.stringify({ key: key ?? null, value });
  if (key === undefined) return undefined;
  throw new InputError(
    '--key needs a --value; keys of lines come by --key-field or --key-delimiter',
  );
}

function checkRecord(text: string): unknown {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (error) {
    throw new InputError('--record is not JSON', { cause: error });
  }
  parseRecord(record, '--record');
  return record;
}
