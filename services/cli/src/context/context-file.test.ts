import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { InputError } from '../exit-code.ts';
import { contextFilePath, isReadByOthers, readContexts, writeContexts } from './context-file.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-cli-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

it('stands where the environment says, else where people keep such files', () => {
  expect(contextFilePath({ WEIR_CONFIG: '/a/b' })).toBe('/a/b');
  expect(contextFilePath({ WEIR_CONFIG: '', XDG_CONFIG_HOME: '/x' })).toBe('/x/weir/config.yaml');
  expect(contextFilePath({})).toBe(join(homedir(), '.config/weir/config.yaml'));
});

it('reads what it wrote, and only its owner can', () => {
  const path = join(directory, 'new', 'config.yaml');
  const saved = {
    current: 'a',
    contexts: { a: { bootstrap: 'h:1', tls: true, connect: 'gateway' as const, apiKeyFile: '/k' } },
  };
  writeContexts(path, saved);
  expect(readContexts(path)).toEqual(saved);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(isReadByOthers(path)).toBe(false);
  chmodSync(path, 0o644);
  expect(isReadByOthers(path)).toBe(true);
  expect(readdirSync(join(directory, 'new'))).toEqual(['config.yaml']);
});

it('writes the file that a link names, and leaves the link', () => {
  const target = join(directory, 'target.yaml');
  const link = join(directory, 'link.yaml');
  writeFileSync(target, '');
  symlinkSync(target, link);
  writeContexts(link, { contexts: { a: { bootstrap: 'h:1' } } });
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, 'utf8')).toContain('bootstrap: h:1');
});

it('is empty where there is no file', () => {
  expect(readContexts(join(directory, 'none'))).toEqual({ contexts: {} });
});

it.each([
  ['{ a', /is not YAML: /],
  ['- a', /wanted is an object with current, previous, contexts/],
  ['contexts: { a: { connect: direct } }', /contexts\.a\.bootstrap: it is missing/],
  ['contexts: { a: { bootstrap: x, tls: maybe } }', /contexts\.a\.tls: it is "maybe"/],
  ['contexts: { a: { bootstrap: x, bootstap: y } }', /did you mean bootstrap\?/],
  ['curent: a', /did you mean current\?/],
])('says what is wrong with %j', (text, message) => {
  const path = join(directory, 'config.yaml');
  writeFileSync(path, text);
  expect(() => readContexts(path)).toThrow(InputError);
  expect(() => readContexts(path)).toThrow(message);
  expect(() => readContexts(path)).toThrow(path);
});

it('says so where a file cannot be read or written', () => {
  expect(() => readContexts(directory)).toThrow(/cannot be read: EISDIR.*WEIR_CONFIG/);
  expect(() => {
    writeContexts(directory, { contexts: {} });
  }).toThrow(/cannot be written/);
  expect(readdirSync(directory)).toEqual([]);
});
