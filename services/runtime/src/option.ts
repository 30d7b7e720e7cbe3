import { WeirError } from '@weir/core';
import { splitAddress } from './split-address.ts';

/** What every option has: where it is read from, and what it means. */
export interface OptionDescription {
  /** Environment variable; the flag has its name without `WEIR_`: `WEIR_DATA_DIR`, `--data-dir`. */
  readonly env: string;
  readonly meaning: string;
  /** Shown as `[redacted]` wherever the config is printed. */
  readonly isSecret?: boolean;
}

/** One row of a config table. */
export interface Option<Value> extends OptionDescription {
  readonly type: string;
  readonly default: Value | undefined;
  /** Whether its flag says `true` where no value follows. */
  readonly isFlag?: boolean;
  /** The value of a text; throws `INVALID_CONFIG` naming the text and the limit. */
  readonly parse: (text: string) => Value;
}

/** What an option of some type may say beside its description. */
export interface OptionInput<Value> extends OptionDescription {
  /** Without one the option is required. */
  readonly default?: Value;
}

/** The types of options. */
export const option = {
  string: (input: OptionInput<string>): Option<string> => ({
    ...input,
    type: 'text',
    default: input.default,
    parse: (text) => text,
  }),

  /** `host:port`, or empty for none. */
  address: (input: OptionInput<string>): Option<string> => ({
    ...input,
    type: 'host:port',
    default: input.default,
    parse: (text) => {
      if (text !== '') splitAddress(text);
      return text;
    },
  }),

  /** Comma-separated. */
  list: (input: OptionInput<readonly string[]>): Option<readonly string[]> => ({
    ...input,
    type: 'list, comma-separated',
    default: input.default,
    parse: (text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
  }),

  /** A whole number; both limits are inclusive. */
  integer: (
    input: OptionInput<number> & { readonly min: number; readonly max: number },
  ): Option<number> => ({
    ...input,
    type: `integer from ${input.min} to ${input.max}`,
    default: input.default,
    parse: (text) => {
      const value = Number(text);
      const isInRange = value >= input.min && value <= input.max;
      if (text.trim() !== '' && Number.isSafeInteger(value) && isInRange) return value;
      throw invalid(text, `an integer from ${input.min} to ${input.max}`);
    },
  }),

  boolean: (input: OptionInput<boolean>): Option<boolean> => ({
    ...input,
    type: 'true or false',
    default: input.default,
    isFlag: true,
    parse: (text) => {
      if (text === 'true' || text === 'false') return text === 'true';
      throw invalid(text, 'true or false');
    },
  }),

  enumeration: <const Value extends string>(
    input: OptionInput<Value> & { readonly values: readonly Value[] },
  ): Option<Value> => ({
    ...input,
    type: input.values.join(', '),
    default: input.default,
    parse: (text) => {
      const value = input.values.find((candidate) => candidate === text);
      if (value !== undefined) return value;
      throw invalid(text, `one of ${input.values.join(', ')}`);
    },
  }),
};

function invalid(text: string, wanted: string): WeirError {
  return new WeirError('INVALID_CONFIG', `"${text.slice(0, 128)}" is not ${wanted}`);
}
