import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const script = join(import.meta.dirname, 'check-breaking.ts');
let checkout: string;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'weir-breaking-'));
  for (const name of ['weir', 'buf.yaml']) {
    cpSync(join(import.meta.dirname, name), join(checkout, 'protos', name), { recursive: true });
  }
});

afterEach(() => {
  rmSync(checkout, { recursive: true, force: true });
});

function git(...args: readonly string[]): void {
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
  execFileSync('git', [...author, ...args], { cwd: checkout, stdio: 'pipe' });
}

function commitAll(): void {
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'protos');
}

function edit(change: (text: string) => string): void {
  const file = join(checkout, 'protos', 'weir', 'v1', 'record.proto');
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

function check(): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    cwd: checkout,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

it('refuses a field of another type than the last tag has', () => {
  commitAll();
  git('tag', 'v1');
  edit((text) => text.replace('uint32 record_count = 4', 'string record_count = 4'));
  const { status, output } = check();
  expect(output).toContain('record_count');
  expect(output).toContain('break clients of v1');
  expect(status).not.toBe(0);
});

it('passes a field that is new since the last tag', () => {
  commitAll();
  git('tag', 'v1');
  edit((text) => text.replace('message RecordSet {', 'message RecordSet {\n  int32 extra = 2;'));
  expect(check()).toEqual({ status: 0, output: '' });
});

it.each([
  ['without history', () => undefined],
  ['without a tag', commitAll],
])('says that there is nothing to compare with %s', (_, prepare) => {
  prepare();
  expect(check()).toEqual({
    status: 0,
    output: 'No tag with proto files here: no breaking changes to look for\n',
  });
});
