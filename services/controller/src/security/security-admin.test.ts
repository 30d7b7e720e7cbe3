import { Buffer } from 'node:buffer';
import { ManualClock } from '@weir/core';
import type { SecurityDocument } from '@weir/protos';
import { MetadataView, SecurityView, silentLogger } from '@weir/runtime';
import type { MetadataStore } from '@weir/store';
import { afterEach, expect, it, vi } from 'vitest';
import { MemoryStore } from '../../test/memory-store.ts';
import { ClusterJournal } from '../cluster/cluster-journal.ts';
import { ClusterState } from '../cluster/cluster-state.ts';
import { newPartition } from '../cluster/records.ts';
import type { NodeCalls } from '../node/node-calls.ts';
import { SecurityAdmin } from './security-admin.ts';

const quota = {
  ...{ principal: '*', produceBytesPerSecond: 0, fetchBytesPerSecond: 0 },
  requestsPerSecond: 5,
};
const stop = new AbortController();
const sessionTimeoutMs = 2_000;
const startMs = 1_000_000;

afterEach(() => {
  vi.restoreAllMocks();
});

function documentOf(version: number, principal = `user:${version}`): SecurityDocument {
  return { version, acls: [], apiKeys: [], quotas: [{ ...quota, principal }] };
}

function setUp({ store = new MemoryStore(), view = new SecurityView() } = {}) {
  const clock = new ManualClock(startMs);
  const state = new ClusterState();
  const fenced: string[] = [];
  const kept = new Map<number, SecurityDocument | null>();
  const journal = new ClusterJournal({
    store: store as unknown as MetadataStore,
    fence: { lease: 'controller', token: 1 },
    onFenced: ({ code }) => fenced.push(code),
  });
  const calls: Pick<NodeCalls, 'security'> = {
    security: async (nodeId, knownVersion) => {
      const document = kept.get(nodeId) ?? null;
      return document !== null && document.version > knownVersion ? document : null;
    },
  };
  const admin = new SecurityAdmin({
    ...{ state, journal, view, clock, sessionTimeoutMs, calls: calls as NodeCalls },
    ...{ metadata: new MetadataView(), logger: silentLogger, signal: stop.signal },
    expectedNodes: undefined,
  });
  const register = (...nodeIds: number[]): void => {
    for (const nodeId of nodeIds) state.nodes.set(nodeId, { nodeId } as never);
  };
  /** Whatever waits for a turn has had one. */
  const settle = async (elapsedMs = 50): Promise<void> => {
    clock.advanceBy(elapsedMs);
    await new Promise(setImmediate);
  };
  return { admin, clock, state, store, view, fenced, kept, register, settle };
}

const isSettled = (admin: SecurityAdmin): boolean => {
  try {
    return admin.state.document.version >= 0;
  } catch {
    return false;
  }
};

it('takes the largest version of the store and the nodes, and writes it back first', async () => {
  const { admin, store, view, kept, register, settle } = setUp();
  store.documents.set('security/security', {
    value: JSON.stringify(documentOf(10)),
    version: 10,
  });
  register(1, 2, 3);
  kept.set(2, documentOf(20));
  await admin.load();
  admin.start(true);
  expect(await admin.hear(1)).toBe(true);
  expect(view.isLoaded).toBe(false);
  expect(() => admin.state).toThrow(
    expect.objectContaining({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('has heard from 1 of 3 storage nodes') as string,
    }),
  );
  await admin.hear(2);
  await admin.hear(3);
  await settle();
  expect(store.documents.get('security/security')?.version).toBe(20);
  expect(view.document).toEqual(documentOf(20));
  expect(admin.state.document).toEqual(documentOf(20));
});

it('announces nothing while a wiped store has not been told by a majority of nodes', async () => {
  const { admin, view, state, kept, register, settle } = setUp();
  await admin.load();
  admin.start(false);
  await settle(10 * sessionTimeoutMs);
  expect(view.isLoaded).toBe(false);
  register(1);
  // Its inventory names two more nodes.
  const sets = [{ replicas: [1, 2, 3], minInsyncReplicas: 2 }];
  state.setPartition(newPartition('t', 0, sets));
  await admin.hear(1);
  await settle();
  expect(view.isLoaded).toBe(false);
  expect(isSettled(admin)).toBe(false);
  await expect(admin.change((known) => known.setQuota(quota))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
  kept.set(3, documentOf(7));
  register(3);
  await admin.hear(3);
  await settle();
  expect(view.version).toBe(7);
});

it('says of a new cluster that there is nothing, once nodes have had time to come', async () => {
  const { admin, view, store, register, settle } = setUp();
  await admin.load();
  admin.start(false);
  register(1);
  await admin.hear(1);
  await settle();
  expect(view.isLoaded).toBe(false);
  await settle(sessionTimeoutMs);
  expect(view).toMatchObject({ isLoaded: true, version: 0 });
  expect(store.documents.size).toBe(0);
  await admin.change((known) => known.setQuota(quota));
  expect(view.version).toBe(startMs + 50 + sessionTimeoutMs);
  expect(view.document.quotas).toEqual([quota]);
});

it('takes over a newer document of a node that comes late', async () => {
  const { admin, view, store, kept, register, settle } = setUp();
  await admin.load();
  admin.start(true);
  await settle(sessionTimeoutMs);
  expect(isSettled(admin)).toBe(true);
  register(4);
  kept.set(4, documentOf(9));
  await admin.hear(4);
  expect(view.document).toEqual(documentOf(9));
  expect(store.documents.get('security/security')?.version).toBe(9);
});

it('counts versions past the clock and past every version before', async () => {
  const view = new SecurityView();
  view.apply(documentOf(startMs * 2));
  const { admin, settle, store } = setUp({ view });
  await admin.load();
  admin.start(true);
  await settle(sessionTimeoutMs);
  await admin.change((known) => known.setQuota(quota));
  await admin.change((known) => known.setQuota({ ...quota, requestsPerSecond: 6 }));
  expect(view.version).toBe(startMs * 2 + 2);
  expect(store.documents.get('security/security')?.version).toBe(view.version);
});

it('makes changes one after another, each of what the one before has left', async () => {
  const { admin, view, settle } = setUp();
  await admin.load();
  admin.start(true);
  await settle(sessionTimeoutMs);
  const principals = ['user:a', 'user:b', 'user:c'];
  await Promise.all(
    principals.map((principal) => admin.change((known) => known.setQuota({ ...quota, principal }))),
  );
  expect(view.document.quotas.map(({ principal }) => principal)).toEqual(principals);
  const { version } = view;
  await admin
    .change((known) => known.setQuota({ ...quota, principal: 'x', requestsPerSecond: 0 }))
    .catch(() => undefined);
  expect(view.version).toBe(version);
});

it('shows nothing that is not stored', async () => {
  const { admin, view, store, settle } = setUp();
  await admin.load();
  admin.start(true);
  await settle(sessionTimeoutMs);
  store.isDown = true;
  const change = admin.change((known) => known.setQuota(quota));
  await expect(change).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(view.version).toBe(0);
  store.isDown = false;
  await admin.change((known) => known.setQuota(quota));
  expect(view.document.quotas).toEqual([quota]);
});

it('waits for the store to write back what a node has kept', async () => {
  const { admin, view, store, kept, register, settle } = setUp();
  await admin.load();
  admin.start(true);
  register(1);
  kept.set(1, documentOf(5));
  await admin.hear(1);
  store.isDown = true;
  await settle();
  await settle();
  expect(view.isLoaded).toBe(false);
  store.isDown = false;
  await settle();
  expect(view.version).toBe(5);
});

it('gives up when the store has another version than it wrote', async () => {
  const { admin, store, fenced, settle } = setUp();
  await admin.load();
  admin.start(true);
  await settle(sessionTimeoutMs);
  store.documents.set('security/security', { value: '{}', version: 3 });
  const change = admin.change((known) => known.setQuota(quota));
  await expect(change).rejects.toMatchObject({ code: 'STORE_CONFLICT' });
  expect(fenced).toEqual(['STORE_CONFLICT']);
});

it('keeps hashes of keys as they are', async () => {
  const first = setUp();
  await first.admin.load();
  first.admin.start(true);
  await first.settle(sessionTimeoutMs);
  const key = { keyId: 'k', principal: 'user:a', description: '', createdAtMs: 1, expiresAtMs: 0 };
  const record = { key, secretSha256: Buffer.from('00ff80', 'hex') };
  await first.admin.change((known) => known.addApiKey(record));
  const next = setUp({ store: first.store });
  await next.admin.load();
  next.admin.start(true);
  await next.settle(sessionTimeoutMs);
  expect(next.view.apiKey('k')).toEqual(record);
});

it('says when a node does not answer, so that it is asked again', async () => {
  const { admin, kept, register } = setUp();
  register(1);
  vi.spyOn(kept, 'get').mockImplementation(() => {
    throw new Error('no answer');
  });
  expect(await admin.hear(1)).toBe(false);
});
