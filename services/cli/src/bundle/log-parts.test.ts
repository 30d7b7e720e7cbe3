import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../exit-code.ts';
import { logParts } from './log-parts.ts';
import { Redactor } from './redactor.ts';

let directory: string;
const redactor = new Redactor({ secrets: ['own-secret'], keepsNames: false });

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-log-parts-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** What is left of a log. */
async function copied(text: string): Promise<string> {
  const log = join(directory, 'service.log');
  writeFileSync(log, text);
  const [part] = await logParts([log]);
  const target = join(directory, 'copy');
  await part?.write(target, redactor);
  return readFileSync(target, 'utf8');
}

describe('logParts', () => {
  it('copies a log without its secrets', async () => {
    expect(await copied('{"msg":"Ready","key":"own-secret"}\nplain own-secret\n')).toBe(
      '{"msg":"Ready","key":"[redacted]"}\nplain [redacted]\n',
    );
  });

  it('takes an empty log', async () => {
    expect(await copied('')).toBe('');
  });

  it('leaves out private keys over several lines', async () => {
    const body = 'MHcCAQEEIDhidden'.repeat(4);
    const text = await copied(
      `a\n-----BEGIN EC PRIVATE KEY-----\nshort/hidden\n${body}\n-----END EC PRIVATE KEY-----\nb\n`,
    );
    expect(text).toBe('a\n[redacted]\nb\n');
    expect(await copied(`${body}\nb\n`)).toBe('b\n');
  });

  it('leaves out lines that are too long', async () => {
    expect(await copied(`${'x '.repeat(35_000)}\nb\n`)).toBe(
      '[a line of 70000 characters is left out]\nb\n',
    );
  });

  it('takes the end of a long log, and no half line', async () => {
    const line = `own-secret ${'y'.repeat(1_000)}`;
    const text = await copied(`${line}\n`.repeat(6_000));
    expect(text.length).toBeLessThan(5 * 2 ** 20);
    expect(new Set(text.trimEnd().split('\n'))).toEqual(
      new Set([`[redacted] ${'y'.repeat(1_000)}`]),
    );
  });

  it('takes the logs of a folder that were written last', async () => {
    const folder = join(directory, 'logs');
    mkdirSync(folder);
    for (let index = 0; index < 25; index += 1) {
      const file = join(folder, `service-${index}.log`);
      writeFileSync(file, '');
      utimesSync(file, 1_000 + index, 1_000 + index);
    }
    writeFileSync(join(folder, 'data.bin'), '');
    const names = (await logParts([folder])).map(({ name }) => name);
    expect(names).toHaveLength(20);
    expect(names[0]).toBe('logs/1-service-24.log');
  });

  it('refuses a path that is not there', async () => {
    await expect(logParts([join(directory, 'nowhere')])).rejects.toThrow(InputError);
  });
});
