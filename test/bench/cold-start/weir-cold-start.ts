import type { ChildProcess } from '../../harness/child-process.ts';
import { LocalCluster } from '../../harness/local-cluster.ts';
import { StandaloneProcess } from '../../harness/standalone-process.ts';
import type { Figures } from '../contest/figure.ts';
import { ColdClient } from './cold-client.ts';

const timeoutMs = 60_000;

/** Servers that have been planned and not started. */
interface ColdServers extends AsyncDisposable {
  /** Spawns all of them; resolves before they are up, with their addresses. */
  readonly spawn: () => Promise<readonly string[]>;
  readonly processes: () => readonly ChildProcess[];
}

/** How a cold start is done. */
export interface ColdStartOptions {
  /** Storage nodes, and replicas of the record; 1 is the standalone system. */
  readonly nodes: number;
  /** Empty: what a new user has. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** From the spawning of the first server to the first acknowledged record, in milliseconds. */
export async function measureColdStart(options: ColdStartOptions): Promise<Figures> {
  const { nodes, directory, signal } = options;
  using client = await ColdClient.start(signal);
  await using servers = await (nodes === 1 ? planStandalone(directory) : planCluster(options));
  const startedAtMs = Date.now();
  const bootstrap = await servers.spawn();
  const order = { bootstrap, replicationFactor: nodes, deadlineAtMs: startedAtMs + timeoutMs };
  const { acknowledgedAtMs } = await Promise.race([
    client.sendFirst(order),
    ...servers.processes().map(throwWhenEnded),
  ]);
  return { firstAckMs: acknowledgedAtMs - startedAtMs };
}

async function throwWhenEnded(server: ChildProcess): Promise<never> {
  await server.exited();
  throw new Error(`${server.name} ended:\n${server.logTail()}`);
}

async function planStandalone(directory: string): Promise<ColdServers> {
  const system = await StandaloneProcess.create({ directory });
  return {
    async spawn() {
      system.process.start();
      return [system.address];
    },
    processes: () => [system.process],
    [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
  };
}

/** The ports are found between the start of the clock and the first process: that is told as waiting. */
async function planCluster({ nodes, directory }: ColdStartOptions): Promise<ColdServers> {
  const cluster = new LocalCluster({ directory, nodes });
  return {
    async spawn() {
      await cluster.start();
      return cluster.bootstrap;
    },
    processes: () => cluster.members.map(({ process }) => process),
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}
