import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Weir } from '@weir/client';
import { expect, it } from 'vitest';
import { LocalCluster } from '../harness/local-cluster.ts';
import { readValues } from '../harness/read-values.ts';
import { temporaryDirectory } from '../harness/temporary-directory.ts';

const adminKey = 'weir_admin_0123456789abcdef0123456789abcdef';

it('turns security on in a cluster that runs, without a failed write', async () => {
  await using directory = await temporaryDirectory();
  const keyFile = join(directory.path, 'admin.key');
  const secretFile = join(directory.path, 'cluster.secret');
  writeFileSync(keyFile, adminKey);
  writeFileSync(secretFile, 'a'.repeat(32));
  await using cluster = new LocalCluster({
    directory: directory.path,
    gateways: 1,
    calls: { authorization: () => `Bearer ${adminKey}` },
  });
  await cluster.start();
  await cluster.whenReady(60_000);
  await using admin = new Weir({
    bootstrap: cluster.bootstrap,
    credentials: { apiKey: adminKey },
  });
  await admin.admin().createTopic({ name: 'orders', partitions: 3, replicationFactor: 3 });

  await using producer = admin.producer();
  const restarting = new AbortController();
  const sent: string[] = [];
  const sending = (async () => {
    while (!restarting.signal.aborted) {
      const value = `${sent.length}`;
      await producer.send({ topic: 'orders', value });
      sent.push(value);
    }
  })();
  const files = ['--cluster-secret-file', secretFile, '--admin-key-file', keyFile];
  for (const auth of ['prepare', 'required']) {
    for (const role of ['gateway', 'coordinator', 'storage-node', 'controller'] as const) {
      for (const { process } of cluster.byRole(role)) {
        await process.stop();
        process.start(['--auth', auth, ...files]);
        await cluster.whenReady(60_000);
      }
    }
  }
  restarting.abort();
  await sending;
  expect(await readValues(admin, 'orders')).toEqual(sent.toSorted());
  await using nobody = new Weir({ bootstrap: cluster.bootstrap });
  await expect(nobody.connect()).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
}, 240_000);
