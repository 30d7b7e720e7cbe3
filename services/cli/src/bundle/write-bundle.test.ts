import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Weir, WeirError } from '@weir/client';
import { extract } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InterruptedError } from '../exit-code.ts';
import { type BundlePart, documentPart, textPart } from './bundle-part.ts';
import { clusterParts } from './cluster-parts.ts';
import { Redactor } from './redactor.ts';
import { type BundleManifest, writeBundle } from './write-bundle.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-write-bundle-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** Writes a bundle, and unpacks it. */
async function written(
  parts: readonly BundlePart[],
  { signal = new AbortController().signal }: { readonly signal?: AbortSignal } = {},
): Promise<{ readonly manifest: BundleManifest; readonly read: (name: string) => string }> {
  const file = join(directory, 'b.tar.gz');
  const manifest = await writeBundle(parts, {
    ...{ file, signal, version: '0.1.0', isRedacted: true },
    redactor: new Redactor({ secrets: ['planted-secret'], keepsNames: false }),
    onPart: () => undefined,
  });
  await extract({ file, cwd: directory });
  return { manifest, read: (name) => readFileSync(join(directory, 'b', name), 'utf8') };
}

describe('writeBundle', () => {
  it('goes on after a part that fails, and tells why', async () => {
    const { manifest, read } = await written([
      documentPart('acls.json', async () => {
        throw new WeirError('CLUSTER_AUTHORIZATION_FAILED', 'user:ann may not describe');
      }),
      textPart('folder/doctor.txt', async () => 'Nothing wrong'),
    ]);
    expect(read('folder/doctor.txt')).toBe('Nothing wrong\n');
    expect(manifest.parts).toMatchObject([{ name: 'folder/doctor.txt', bytes: 14 }]);
    expect(manifest.failures).toEqual([
      { name: 'acls.json', reason: 'CLUSTER_AUTHORIZATION_FAILED: user:1 may not describe' },
    ]);
    expect(JSON.parse(read('manifest.json'))).toEqual(manifest);
  });

  it('writes an archive that only its owner can read', async () => {
    await written([]);
    expect(statSync(join(directory, 'b.tar.gz')).mode & 0o777).toBe(0o600);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const before = new Set(readdirSync(tmpdir()));
    const { signal } = Object.assign(new AbortController(), {});
    const aborted = AbortSignal.any([signal, AbortSignal.abort()]);
    const parts = [textPart('a.txt', async () => 'a')];
    await expect(written(parts, { signal: aborted })).rejects.toThrow(InterruptedError);
    expect(existsSync(join(directory, 'b.tar.gz'))).toBe(false);
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('weir-bundle-'));
    expect(after.filter((name) => !before.has(name))).toEqual([]);
  });

  it('fails when the archive cannot be written', async () => {
    mkdirSync(join(directory, 'b.tar.gz'));
    await expect(written([])).rejects.toThrow(/EISDIR/);
  });
});

describe('clusterParts', () => {
  it('have none of the secrets that are planted in each of their fields', async () => {
    const plant = 'planted-secret weir_k1_Planted2 user:Planted3 password=Planted4';
    const acl = { principal: 'user:Planted3', resourceName: plant };
    const group = {
      ...{ groupId: plant, state: 'GROUP_STATE_STABLE', members: [{ memberId: plant }] },
      partitions: [{ topic: plant, metadata: 'Planted6 of an application' }],
    };
    const admin = {
      describeCluster: async () => ({ clusterId: plant, nodes: [{ address: plant }] }),
      listMoves: async () => [{ reason: plant }],
      listGroups: async () => [{ groupId: plant }],
      listAcls: async () => [acl],
      listApiKeys: async () => [
        { keyId: 'k1', principal: 'user:Planted3', description: 'Planted5', createdAtMs: 1 },
      ],
      listQuotas: async () => [acl],
      listAudit: async () => ({
        entries: [{ principal: 'user:Planted3', peer: 'Planted7:5000', resources: [plant] }],
      }),
      describeLogs: async () => [{ topic: plant, partition: 0, log: { logBytes: 7 } }],
    };
    const weir: unknown = {
      admin: () => admin,
      metadata: () => ({
        clusterId: plant,
        topics: [{ name: plant, configs: { [plant]: plant }, partitions: [] }],
      }),
    };
    const parts = clusterParts(weir as Weir, async () => ({
      data: { findings: [{ what: plant }] },
      text: plant,
      groupDetails: [group as never],
    }));
    const { manifest, read } = await written(parts);
    expect(manifest.failures).toEqual([]);
    expect(manifest.parts).toHaveLength(parts.length);
    const leaking = parts.filter(({ name }) => /planted/i.test(read(name)));
    expect(leaking.map(({ name }) => name)).toEqual([]);
    expect(read('keys.json')).toContain('"principal": "user:1"');
  });
});
