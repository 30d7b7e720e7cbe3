import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Weir } from '@weir/client';
import type { ClusterMember } from '../../../../harness/local-cluster.ts';
import type { AlertDrill, Undo } from '../alert-drill.ts';
import { type DrillScene, repeat, undoAll } from '../drill-scene.ts';

/** Processes that are too busy, too large, or held back. */
export const loadDrills: readonly AlertDrill[] = [
  {
    name: 'node-stutters',
    what: 'storage node 2 stopped (`kill -STOP`) for 1.4 s and continued for 0.6 s, again and again',
    alerts: ['WeirEventLoopLag', 'WeirProducePhaseSlow', 'WeirGatewayPublishSlow'],
    begin: async ({ cluster }) => stutter(cluster.node(2).process),
  },
  {
    name: 'memory-leaked',
    what: 'gateway 1 started with a script that keeps 1.7 GiB',
    alerts: ['WeirMemoryHigh'],
    begin: leak,
  },
  {
    name: 'bug-made',
    what: 'coordinators started with a script that breaks the listing of groups, and `weir group list`',
    alerts: ['WeirUnknownErrors'],
    begin: breakLists,
  },
  {
    name: 'files-used-up',
    what: 'gateway 1 started with a limit of open files that is a little above what it uses',
    alerts: ['WeirOpenFilesHigh'],
    begin: limitFiles,
  },
  {
    name: 'callers-throttled',
    what: '`weir quota set user:ann --produce 200K`, while she produces 2 MB a second',
    alerts: ['WeirCallersThrottled'],
    environment: 'secured',
    begin: throttle,
  },
  {
    name: 'producer-twice',
    what: 'two instances of the producer named `billing`, each started again when it was fenced by the other',
    alerts: ['WeirCallsFenced'],
    begin: runTwice,
  },
];

function stutter(process: { signal: (signal: NodeJS.Signals) => void }): Undo {
  const stop = repeat(async () => {
    process.signal('SIGSTOP');
    await wait(1_400);
    process.signal('SIGCONT');
  }, 600);
  return async () => {
    await stop();
    process.signal('SIGCONT');
  };
}

async function leak({ cluster, directory }: DrillScene): Promise<Undo> {
  const code = 'globalThis.leak = Array.from({ length: 17 }, () => Buffer.alloc(1e8, 1));';
  return startWith(join(directory, 'leak.mjs'), code, [cluster.member('gateway-1')]);
}

/** Lists of groups cannot be sorted any more. */
async function breakLists({ cluster, directory, clientOptions }: DrillScene): Promise<Undo> {
  const code = `
    const { toSorted } = Array.prototype;
    Array.prototype.toSorted = function (compare) {
      if (this[0]?.groupId !== undefined) throw new TypeError('a bug, made for a drill');
      return toSorted.call(this, compare);
    };`;
  const mend = await startWith(join(directory, 'bug.mjs'), code, cluster.byRole('coordinator'));
  const stop = repeat(async () => {
    await using weir = new Weir(clientOptions);
    await weir.admin().listGroups();
  }, 500);
  return undoAll(mend, stop);
}

/** Starts members anew, with a script that runs before them, and in the end without. */
async function startWith(
  script: string,
  code: string,
  members: readonly ClusterMember[],
): Promise<Undo> {
  writeFileSync(script, code);
  await Promise.all(members.map((member) => member.process.stop()));
  const before = { ...process.env };
  process.env['NODE_OPTIONS'] = `--import ${pathToFileURL(script).href}`;
  for (const member of members) member.process.start();
  process.env = before;
  return async () => {
    await Promise.all(members.map((member) => member.process.stop()));
    for (const member of members) member.process.start();
  };
}

/** It lowers its own limit before anything else, as its container would have. */
async function limitFiles({ cluster, directory }: DrillScene): Promise<Undo> {
  const gateway = cluster.member('gateway-1');
  const text = await (await fetch(`http://${gateway.opsAddress}/metrics`)).text();
  const used = Number(/^process_open_fds (\d+)/m.exec(text)?.[1] ?? '40');
  const limit = Math.ceil(used * 1.1);
  const code = `
    import { execFileSync } from 'node:child_process';
    execFileSync('prlimit', ['--pid', String(process.pid), '--nofile=${limit}:${limit}']);`;
  return startWith(join(directory, 'limit.mjs'), code, [gateway]);
}

async function throttle({ admin, clientOptions, topic }: DrillScene): Promise<Undo> {
  const principal = 'user:ann';
  const { secret } = await admin.createApiKey({ principal });
  const resource = { resourceType: 'topic', resourceName: topic } as const;
  await admin.createAcls([{ principal, operation: 'write', ...resource }]);
  // A pause for each batch of 256 KiB: some 1.3 s, so that a window of the hurried rules sees one.
  await admin.setQuota({ principal, produceBytesPerSecond: 200_000 });
  const weir = new Weir({ ...clientOptions, credentials: { apiKey: secret } });
  const producer = weir.producer();
  const value = 'x'.repeat(20_000);
  const stop = repeat(async () => {
    void producer.send({ topic, value }).catch(() => undefined);
  }, 10);
  return async () => {
    await stop();
    await weir.close();
  };
}

async function runTwice({ clientOptions, topic }: DrillScene): Promise<Undo> {
  const run = async (signal: AbortSignal): Promise<void> => {
    await using weir = new Weir(clientOptions);
    await using producer = weir.producer({ name: 'billing', deliveryTimeoutMs: 5_000 });
    while (!signal.aborted) await producer.send({ topic, value: 'twice' });
  };
  const stops = [repeat(run, 50), repeat(run, 50)];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
