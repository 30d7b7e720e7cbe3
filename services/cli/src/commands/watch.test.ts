import { PassThrough } from 'node:stream';
import { WeirError } from '@weir/core';
import { describe, expect, it } from 'vitest';
import { WatchEnded } from '../exit-code.ts';
import { Output } from '../output.ts';
import type { CommandResult } from '../result/command-result.ts';
import type { OutputFormat } from '../result/output-format.ts';
import { watch } from './watch.ts';

const result: CommandResult = { text: 'one', data: { one: 1 }, items: [{ item: 1 }, { item: 2 }] };

/** Runs a watch whose rounds give these results; it is interrupted in the round after them. */
async function watched(
  rounds: readonly (CommandResult | Error)[],
  { format = 'text', isTerminal = false }: { format?: OutputFormat; isTerminal?: boolean } = {},
) {
  const results = Object.assign(new PassThrough(), { isTTY: isTerminal });
  const notes = new PassThrough();
  const interruption = new AbortController();
  let round = 0;
  const ask = async (): Promise<CommandResult> => {
    const next = rounds[round];
    round += 1;
    if (next instanceof Error) throw next;
    if (next !== undefined) return next;
    interruption.abort();
    return new Promise(() => undefined);
  };
  const error: unknown = await watch({ signal: interruption.signal, format }, ask, {
    everyMs: 1,
    output: new Output(results, notes),
    now: () => new Date(0),
  }).catch((thrown: unknown) => thrown);
  return { error, text: textOf(results), notes: textOf(notes) };
}

function textOf(stream: PassThrough): string {
  return String(stream.read() ?? '');
}

describe('watch', () => {
  it('appends each round under its time', async () => {
    const { error, text } = await watched([result, result]);
    expect(error).toBeInstanceOf(WatchEnded);
    expect(text).toBe('1970-01-01T00:00:00.000Z\none\n\n'.repeat(2));
  });

  it('clears a terminal before each round', async () => {
    const { text } = await watched([result, result], { isTerminal: true });
    expect(text).toBe('\u001B[2J\u001B[Hone\n'.repeat(2));
  });

  it('prints one document a line as JSON', async () => {
    const { text } = await watched([result, result], { format: 'json', isTerminal: true });
    expect(text).toBe('{"one":1}\n'.repeat(2));
  });

  it('prints one item a line as NDJSON, and tells documents in YAML apart', async () => {
    const lines = await watched([result, result], { format: 'ndjson', isTerminal: true });
    expect(lines.text).toBe('{"item":1}\n{"item":2}\n'.repeat(2));
    const documents = await watched([result, result], { format: 'yaml', isTerminal: true });
    expect(documents.text).toBe('---\none: 1\n'.repeat(2));
  });

  it('tells of a round that failed, and tries again', async () => {
    const { error, text, notes } = await watched(
      [new WeirError('COORDINATOR_NOT_AVAILABLE', 'Nobody'), result],
      { format: 'json' },
    );
    expect(error).toBeInstanceOf(WatchEnded);
    expect(notes).toBe('error: COORDINATOR_NOT_AVAILABLE: Nobody\n');
    expect(text).toBe('{"one":1}\n');
  });

  it('ends at bad input, which never gets better', async () => {
    const bad = new WeirError('INVALID_GROUP_ID', 'Too long');
    const { error, notes } = await watched([bad]);
    expect(error).toBe(bad);
    expect(notes).toBe('');
  });

  it('ends when nobody reads any more', async () => {
    const results = new PassThrough();
    const output = new Output(results, new PassThrough());
    const never = new AbortController().signal;
    let rounds = 0;
    const ask = (): Promise<CommandResult> => {
      rounds += 1;
      results.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
      return Promise.resolve(result);
    };
    const watching = watch({ signal: never, format: 'text' }, ask, { everyMs: 60_000, output });
    await expect(watching).rejects.toBeInstanceOf(WatchEnded);
    expect(rounds).toBe(1);
  });
});
