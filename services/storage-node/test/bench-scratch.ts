import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LogService } from '@weir/protos';
import { ChannelPool } from '@weir/runtime';
import { ScriptedController } from './scripted-controller.ts';
import { makeBatch } from './node-cluster.ts';

const channels = new ChannelPool();
const controller = new ScriptedController(channels);
const address = await controller.listen();
const dir = mkdtempSync('/tmp/wsn-bench/');
const children = [1, 2, 3].map((id) =>
  spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts'), '--node-id', String(id), '--data-dir', join(dir, `n${id}`), '--controllers', address, '--port', '0', '--ops-port', '0', '--host', `h${id}`, '--log-level', 'warn'], { stdio: 'inherit' }),
);
while (controller.nodes.size < 3) await new Promise((r) => setTimeout(r, 50));
await new Promise((r) => setTimeout(r, 300));
const configs = process.env.POLICY ? { 'flush.policy': process.env.POLICY } : {};
const topic = await controller.create(configs);
await controller.elect(topic, [1, 2, 3], 1);
const client = channels.client(LogService, controller.nodes.get(1)!.address);

function run(inFlight: number, total: number, batch: () => Buffer): Promise<number[]> {
  const stream = client.ProduceStream();
  const started = new Map<number, number>();
  const lat: number[] = [];
  let next = 0;
  return new Promise((resolve) => {
    const send = () => {
      if (next >= total) return;
      started.set(next, performance.now());
      stream.write({ correlationId: next++, request: { acks: 'ACKS_ALL', partitions: [{ topicId: topic.topicId, partition: 0, batches: [batch()] }] } });
    };
    stream.on('data', (d: any) => {
      const e = d.response.partitions[0].error; if (e) { console.log(e); process.exit(1); }
      lat.push(performance.now() - started.get(d.correlationId)!);
      started.delete(d.correlationId);
      if (lat.length === total) { stream.end(); resolve(lat); } else send();
    });
    for (let i = 0; i < inFlight; i++) send();
  });
}
const pct = (a: number[], p: number) => a.toSorted((x, y) => x - y)[Math.floor(a.length * p)]!.toFixed(2);
function cpu(): number[] {
  return [...children.map((c) => { const f = readFileSync(`/proc/${c.pid}/stat`, 'utf8').split(' '); return (Number(f[13]) + Number(f[14])) / 100; }), process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6];
}
async function report(name: string, inFlight: number, total: number, batch: () => Buffer) {
  const t = performance.now();
  const before = cpu();
  const lat = await run(inFlight, total, batch);
  const s = (performance.now() - t) / 1000;
  const bytes = batch().length * total;
  console.log(name, `${(total / s).toFixed(0)}/s`, `${(bytes / s / 1e6).toFixed(1)} MB/s`, 'p50', pct(lat, 0.5), 'p99', pct(lat, 0.99), 'cpu s/GiB', cpu().map((c, i) => ((c - before[i]!) / (bytes / 2 ** 30)).toFixed(1)).join(' '));
}
const small = makeBatch(['x'.repeat(1000)]);
const b64 = makeBatch(Array.from({ length: 64 }, () => 'x'.repeat(1000)));
const b256 = makeBatch(Array.from({ length: 256 }, () => 'x'.repeat(1000)));
for (let round = 0; round < 2; round++) {
  await report('1 KiB one in flight', 1, 3000, () => Buffer.from(small));
  await report('1 KiB 256 in flight', 256, 30000, () => Buffer.from(small));
  await report('64 KiB 16 in flight', 16, 4000, () => Buffer.from(b64));
  await report('256 KiB 8 in flight', 8, 1500, () => Buffer.from(b256));
}
for (const c of children) c.kill('SIGTERM');
await Promise.all(children.map((c) => new Promise((r) => c.once('exit', (code) => { console.log('exit', code); r(0); }))));
await controller.stop();
channels.close();
rmSync(dir, { recursive: true });
process.exit(0);
