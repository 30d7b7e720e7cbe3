import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { ProgressLine } from './progress-line.ts';

it('writes over itself on a terminal, and leaves nothing behind', () => {
  const notes = Object.assign(new PassThrough(), { isTTY: true });
  {
    using line = new ProgressLine(notes);
    line.show('one');
    line.show('two');
  }
  expect(String(notes.read())).toBe('\r\u001B[Kone\r\u001B[Ktwo\r\u001B[K');
});

it('is silent elsewhere', () => {
  const notes = new PassThrough();
  using line = new ProgressLine(notes);
  line.show('one');
  line.clear();
  expect(notes.read()).toBeNull();
});
