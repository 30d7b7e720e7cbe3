import { Buffer } from 'node:buffer';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ManualClock, WeirError } from '@weir/core';
import type { SecurityDocument } from '@weir/protos';
import { SecurityView, silentLogger } from '@weir/runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { nodeKey } from './keys.ts';
import { NodeDatabase } from './node-database.ts';
import { SecurityCopy } from './security-copy.ts';

const clock = new ManualClock();
let directory: string;
let database: NodeDatabase;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-security-copy-'));
  const location = join(directory, 'index');
  database = await NodeDatabase.open({ location, clock, logger: silentLogger });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await database[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

function documentOf(version: number): SecurityDocument {
  const key = { keyId: 'k', principal: 'user:a', description: '', createdAtMs: 1, expiresAtMs: 0 };
  const apiKeys = [{ key, secretSha256: Buffer.from('00ff80', 'hex') }];
  return { version, acls: [], apiKeys, quotas: [] };
}

async function start() {
  const view = new SecurityView();
  const copy = new SecurityCopy({ database, view, clock, logger: silentLogger });
  await copy.start();
  return { view, copy };
}

it('gives the next life what the view was told in this one', async () => {
  const { view, copy } = await start();
  expect(view.isLoaded).toBe(false);
  view.apply(documentOf(1));
  view.apply(documentOf(2));
  view.apply(documentOf(3));
  await copy.stop();
  const next = await start();
  expect(next.view.document).toEqual(documentOf(3));
  await next.copy.stop();
});

it('keeps what the view knew before, where that is newer', async () => {
  const view = new SecurityView();
  view.apply(documentOf(5));
  const copy = new SecurityCopy({ database, view, clock, logger: silentLogger });
  await copy.start();
  await expect.poll(() => database.get(nodeKey('security'))).toBeDefined();
  await copy.stop();
  const next = await start();
  expect(next.view.version).toBe(5);
  await next.copy.stop();
});

it('tries again when a write fails', async () => {
  const { view, copy } = await start();
  const put = vi
    .spyOn(database, 'put')
    .mockRejectedValueOnce(new WeirError('STORAGE_FULL', 'Full'));
  view.apply(documentOf(1));
  await expect.poll(() => clock.pendingTimers).toBe(1);
  view.apply(documentOf(2));
  clock.advanceBy(5_000);
  await expect.poll(() => put.mock.calls.length).toBe(2);
  await copy.stop();
  const next = await start();
  expect(next.view.version).toBe(2);
  await next.copy.stop();
});

it('goes without a copy that is damaged, and keeps the next one', async () => {
  await database.put(nodeKey('security'), Buffer.from('{"version":1}'));
  const { view, copy } = await start();
  expect(view.isLoaded).toBe(false);
  view.apply(documentOf(4));
  await copy.stop();
  const next = await start();
  expect(next.view.version).toBe(4);
  await next.copy.stop();
});
