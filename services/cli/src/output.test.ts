import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Output } from './output.ts';

function failing(code: string): Writable {
  return new Writable({
    write(_chunk, _encoding, callback) {
      callback(Object.assign(new Error(`${code}: cannot write`), { code }));
    },
  });
}

describe('Output', () => {
  it('writes bytes as they are, text as UTF-8', async () => {
    const results = new PassThrough();
    const output = new Output(results, new PassThrough());
    output.line('é');
    await output.write('\xff\n', 'latin1');
    expect(results.read()).toEqual(Buffer.from([0xc3, 0xa9, 0x0a, 0xff, 0x0a]));
  });

  it('takes a reader that has gone for no failure', async () => {
    const output = new Output(failing('EPIPE'), new PassThrough());
    output.line('one');
    await output.write('two', 'utf8');
    expect(output.closed.aborted).toBe(true);
    await expect(output.finish()).resolves.toBeUndefined();
  });

  it('tells of results that could not be written', async () => {
    const output = new Output(failing('ENOSPC'), new PassThrough());
    await expect(output.write('one', 'utf8')).rejects.toThrow('ENOSPC');
    const later = new Output(failing('ENOSPC'), new PassThrough());
    later.line('one');
    await expect(later.finish()).rejects.toThrow('ENOSPC');
  });
});
