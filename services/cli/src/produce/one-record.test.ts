import { expect, it } from 'vitest';
import { InputError } from '../exit-code.ts';
import { oneRecordLine } from './one-record.ts';

it('makes one line of a value with line ends, and of its key', () => {
  expect(oneRecordLine({ value: 'a\nb' })).toBe(String.raw`{"key":null,"value":"a\nb"}`);
  expect(oneRecordLine({ value: '', key: 'k' })).toBe('{"key":"k","value":""}');
});

it('takes a record as it is printed, over several lines, too', () => {
  expect(oneRecordLine({ record: '{\n"value": null,\n"key": "k"}' })).toBe(
    '{"value":null,"key":"k"}',
  );
});

it('reads lines when the command line has no record', () => {
  expect(oneRecordLine({})).toBeUndefined();
});

it('refuses options that exclude each other, and what is no record', () => {
  expect(() => oneRecordLine({ key: 'k' })).toThrow(/--key needs a --value/);
  expect(() => oneRecordLine({ record: '{}', value: 'v' })).toThrow(InputError);
  expect(() => oneRecordLine({ record: '{' })).toThrow(/^--record is not JSON$/);
  expect(() => oneRecordLine({ record: '7' })).toThrow(/^--record is not a record/);
});
