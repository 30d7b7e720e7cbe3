import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PeerSession } from '../bench/peers/peer-session.ts';
import { eventually } from '../harness/eventually.ts';
import { temporaryDirectory } from '../harness/temporary-directory.ts';

/** Drivers whose servers and clients are `sleep` and `echo`. */
const commonModule = `
import json, os, subprocess
TMP = os.path.dirname(os.path.abspath(__file__))
def run(command, timeout=170):
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout).stdout, 0.5, 20
def last_json(out):
    return json.loads(out) if out.startswith('{') else {'failed': out}
`;
const kafkaModule = `
import os, subprocess
OPT = D = os.path.dirname(os.path.abspath(__file__))
class Kafka:
    def __init__(s, n, heap, props):
        s.n, s.p, s.bs = n, {}, ''
    def format(s):
        return s
    def start(s):
        s.p = {i: subprocess.Popen(['sleep', '600']) for i in range(1, s.n + 1)}
        return s
    def stop(s):
        pass
def topic_cfg(rf, fsync):
    return {}
def kb(k, command, **arguments):
    out = '{"rate": 7, "p50": 1, "p99": 2, "p999": 3}' if arguments.get('topic') != 'bad' else 'no leader'
    return ['sleep', '600'] if arguments.get('topic') == 'endless' else ['echo', out]
`;

interface Started {
  readonly version: string;
  readonly servers: readonly { readonly pid: number }[];
}

async function makeDrivers(directory: string): Promise<void> {
  await mkdir(join(directory, 'libs'));
  await writeFile(join(directory, 'libs', 'kafka-clients-4.0.0.jar'), '');
  await writeFile(join(directory, 'common.py'), commonModule);
  await writeFile(join(directory, 'kafka.py'), kafkaModule);
}

function oneInFlight(topic: string) {
  return { do: 'one_in_flight', topic, records: 1, warmUpRecords: 0, valueBytes: 1 };
}

it('drives a peer, reports what fails, and leaves nothing running', async ({ skip }) => {
  if (spawnSync('python3', ['--version']).status !== 0) skip('there is no python3');
  await using directory = await temporaryDirectory();
  await makeDrivers(directory.path);
  const session = new PeerSession('kafka', directory.path, new AbortController().signal);
  const { version, servers } = await session.ask<Started>({ do: 'start', nodes: 3 });
  expect(version).toBe('Kafka 4.0.0');
  const isAnyRunning = (): boolean => servers.some(({ pid }) => existsSync(`/proc/${pid}`));
  expect(servers).toHaveLength(3);
  expect(isAnyRunning()).toBe(true);

  expect(await session.ask(oneInFlight('good'))).toEqual({
    figures: { recordsPerSecond: 7, p50Ms: 1, p99Ms: 2, p999Ms: 3 },
    client: { cpuSeconds: 0.5, peakRssMib: 20 },
  });
  await expect(session.ask(oneInFlight('bad'))).rejects.toThrow('no leader');

  const unanswered = session.ask(oneInFlight('endless')).catch(String);
  await session[Symbol.asyncDispose]();
  await eventually(() => !isAnyRunning(), { what: 'The end of the servers' });
  expect(await unanswered).toContain('has ended');
});
