import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { confirm, offerYes } from './confirm.ts';
import { InputError, InterruptedError } from './exit-code.ts';

const destruction = { name: 'orders', consequence: 'Topic orders will be deleted' };

interface AskedOptions {
  readonly args?: string[];
  readonly isInteractive?: boolean;
  readonly signal?: AbortSignal;
}

/** Asks, and is answered so; what was asked, and the error of it. */
async function asked(
  answer: string | undefined,
  { args = [], isInteractive = true, signal }: AskedOptions = {},
) {
  const command = offerYes(new Command('delete')).option('--dry-run');
  command.parse(args, { from: 'user' });
  const input = new PassThrough();
  const notes = new PassThrough();
  input.end(answer === undefined ? '' : `${answer}\n`);
  const error: unknown = await confirm(command, destruction, {
    input,
    notes,
    isInteractive,
    signal: signal ?? new AbortController().signal,
  }).catch((thrown: unknown) => thrown);
  return { error, question: String(notes.read() ?? '') };
}

it('asks for the name, and goes on with it', async () => {
  const { error, question } = await asked(' orders ');
  expect(error).toBeUndefined();
  expect(question).toBe('Topic orders will be deleted. Type orders to go on: ');
});

it('refuses another answer, and takes the end of input for Ctrl-C', async () => {
  expect((await asked('yes')).error).toBeInstanceOf(InputError);
  expect((await asked('')).error).toBeInstanceOf(InputError);
  expect((await asked(undefined)).error).toBeInstanceOf(InterruptedError);
});

it('stops asking at Ctrl-C', async () => {
  const { error } = await asked('orders', { signal: AbortSignal.abort() });
  expect(error).toBeInstanceOf(InterruptedError);
});

it('does not ask scripts, nor with --yes or --dry-run', async () => {
  const unasked = { error: undefined, question: '' };
  expect(await asked('no', { isInteractive: false })).toEqual(unasked);
  expect(await asked('no', { args: ['--yes'] })).toEqual(unasked);
  expect(await asked('no', { args: ['-y'] })).toEqual(unasked);
  expect(await asked('no', { args: ['--dry-run'] })).toEqual(unasked);
});
