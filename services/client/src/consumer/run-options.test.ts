import { expect, it } from 'vitest';
import { checkRunOptions, type RunOptions } from './run-options.ts';

const eachRecord = (): void => undefined;
const eachBatch = (): void => undefined;

it.each([
  { eachRecord },
  { eachRecord, order: 'key', concurrency: 10_000 },
  { eachBatch, order: 'partition', concurrency: 1 },
] as RunOptions[])('takes %j', (options) => {
  expect(() => {
    checkRunOptions(options);
  }).not.toThrow();
});

it.each([
  [{}, 'give one of eachRecord and eachBatch'],
  [{ eachRecord, eachBatch }, 'give one of'],
  [{ eachRecord, order: 'none' }, 'order none is neither partition nor key'],
  [{ eachBatch, order: 'key' }, 'order key needs eachRecord'],
  [{ eachRecord, concurrency: 0 }, 'concurrency 0 is not an integer from 1 to 10000'],
  [{ eachRecord, concurrency: 1.5 }, 'concurrency 1.5'],
])('refuses %j', (options, problem) => {
  expect(() => {
    checkRunOptions(options as unknown as RunOptions);
  }).toThrow(problem);
});
