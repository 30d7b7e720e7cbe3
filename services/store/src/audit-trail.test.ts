import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditLine, silentLogger, systemClock } from '@weir/runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AuditTrail } from './audit-trail.ts';
import { EmbeddedMetadataStore } from './embedded-metadata-store.ts';

let directory: string;
let store: EmbeddedMetadataStore;
let trail: AuditTrail;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-audit-'));
  store = new EmbeddedMetadataStore({ directory });
  await store.open();
  trail = newTrail();
});

afterEach(async () => {
  await trail.stop();
  await store[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

function newTrail(): AuditTrail {
  return new AuditTrail({ lists: store, clock: systemClock, logger: silentLogger });
}

function line(changes: Partial<AuditLine> = {}): AuditLine {
  return {
    ...{ timeMs: 1_000, service: 'controller', leftOut: 0, peer: '10.0.0.1:4000' },
    ...{ event: 'administrative-call', principal: 'user:ann', outcome: 'OK' },
    method: 'AdminService/CreateTopic',
    ...changes,
  };
}

/** Keeps lines in one millisecond after the other, so that their ids are in this order. */
async function keepInOrder(lines: readonly AuditLine[]): Promise<void> {
  for (const [index, each] of lines.entries()) {
    trail.keep(each);
    const before = index + 1;
    await vi.waitUntil(async () => (await list({ limit: 1_000 })).entries.length >= before);
    const writtenAtMs = Date.now();
    await vi.waitUntil(() => Date.now() > writtenAtMs, { interval: 1 });
  }
}

function list(query: { limit?: number; pageToken?: string; principal?: string } = {}) {
  return trail.list({ limit: 100, pageToken: '', principal: '', ...query });
}

const denied = { event: 'access-denied', outcome: 'TOPIC_AUTHORIZATION_FAILED' } as const;

it('lists changes and refusals together, the newest first', async () => {
  await keepInOrder([
    line({ timeMs: 1, resources: ['topic:orders'] }),
    line({ timeMs: 2, ...denied, principal: 'user:eve', leftOut: 3 }),
    line({ timeMs: 3, service: 'coordinator', method: 'GroupService/DeleteGroup' }),
  ]);
  const { entries, nextPageToken } = await list();
  expect(entries.map(({ timeMs }) => timeMs)).toEqual([3, 2, 1]);
  expect(nextPageToken).toBe('');
  expect(new Set(entries.map(({ id }) => id)).size).toBe(3);
  expect(entries[1]).toMatchObject({ ...denied, principal: 'user:eve', leftOut: 3, resources: [] });
  expect(entries[2]).toMatchObject({
    ...{ service: 'controller', event: 'administrative-call', peer: '10.0.0.1:4000' },
    ...{ method: 'AdminService/CreateTopic', resources: ['topic:orders'], outcome: 'OK' },
  });
});

it('goes on with what is older, each entry once, also where both kinds came at once', async () => {
  for (let index = 0; index < 20; index += 1) {
    trail.keep(line({ timeMs: index, ...(index % 3 === 0 ? denied : {}) }));
  }
  await vi.waitUntil(async () => (await list()).entries.length === 20);
  const all = (await list()).entries.map(({ id }) => id);
  const pages: string[] = [];
  let pageToken = '';
  do {
    const page = await list({ limit: 3, pageToken });
    pages.push(...page.entries.map(({ id }) => id));
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  expect(pages).toEqual(all);
  expect(new Set(pages).size).toBe(20);
});

it('finds the entries of one principal, looking at a bounded number of others at a time', async () => {
  trail.keep(line({ principal: 'user:bob' }));
  for (let count = 0; count < 6_000; count += 1) {
    trail.keep(line({ timeMs: count }));
    if (count % 1_000 === 999) await trail.stop().then(() => (trail = newTrail()));
  }
  const first = await list({ principal: 'user:bob' });
  expect(first.entries).toEqual([]);
  const second = await list({ principal: 'user:bob', pageToken: first.nextPageToken });
  expect(second.entries).toHaveLength(1);
  expect(second.nextPageToken).toBe('');
});

it('does not let refusals push changes out', async () => {
  trail.keep(line({ resources: ['topic:first'] }));
  for (let count = 0; count < 12_000; count += 1) {
    trail.keep(line(denied));
    if (count % 1_000 === 999) await trail.stop().then(() => (trail = newTrail()));
  }
  const found: string[] = [];
  let pageToken = '';
  let entries = 0;
  do {
    const page = await list({ limit: 1_000, pageToken });
    entries += page.entries.length;
    found.push(...page.entries.flatMap(({ resources }) => resources));
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  expect(found).toEqual(['topic:first']);
  expect(entries).toBeLessThanOrEqual(10_101);
});

it('keeps administration and groups, and of a denied call one line', async () => {
  const kept = [
    line({ outcome: 'TOPIC_ALREADY_EXISTS' }),
    line({ method: 'GroupService/Join', ...denied }),
  ];
  const left = [
    line({ method: 'LogService/DeleteRecords' }),
    line({ method: 'NodeRegistryService/RegisterNode', ...denied }),
    line({ outcome: 'TOPIC_AUTHORIZATION_FAILED' }),
    line({ outcome: 'NOT_CONTROLLER' }),
  ];
  for (const each of left) trail.keep(each);
  await keepInOrder(kept);
  await trail.stop();
  const { entries } = await list();
  expect(entries.map(({ method }) => method)).toEqual([
    'GroupService/Join',
    'AdminService/CreateTopic',
  ]);
});

it('keeps as many resources as fit', async () => {
  const resources = Array.from({ length: 20 }, (_none, index) => `topic:${index}`.padEnd(200, 'x'));
  await keepInOrder([line({ resources })]);
  expect((await list()).entries[0]?.resources).toEqual(resources.slice(0, 5));
});

it('refuses a page token that it did not give', async () => {
  for (const pageToken of ['x', '12-3', '12-3-others', '-changes']) {
    await expect(list({ pageToken })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  }
});
