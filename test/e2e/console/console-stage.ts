import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Weir } from '@weir/client';
import type { ChildProcess } from '../../harness/child-process.ts';
import { type LocalCluster, type LocalClusterOptions } from '../../harness/local-cluster.ts';
import { StandaloneProcess } from '../../harness/standalone-process.ts';
import { startCluster } from '../../harness/start-cluster.ts';
import { temporaryDirectory } from '../../harness/temporary-directory.ts';

/** A running system whose console is opened, and a client of it that is told no lies by a page. */
export interface ConsoleStage extends AsyncDisposable {
  /** Of the gateway that serves the console, as `http://127.0.0.1:7400`. */
  readonly origin: string;
  /** The process that serves it. */
  readonly gateway: ChildProcess;
  /** Goes to the cluster directly, as the administrator. */
  readonly weir: Weir;
  /** How `weir` reaches this system as the administrator. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A system of processes, of which some may be killed. */
export interface ClusterStage extends ConsoleStage {
  readonly cluster: LocalCluster;
}

/** Starts a cluster of three nodes and one of each other service, and waits until it is ready. */
export async function startClusterStage(
  options: Omit<LocalClusterOptions, 'directory'> = {},
): Promise<ClusterStage> {
  const started = await startCluster({ controllers: 1, coordinators: 1, gateways: 1, ...options });
  const { cluster, weir } = started;
  await cluster.whenReady(60_000);
  const { address, process } = cluster.member('gateway-1');
  return {
    cluster,
    weir,
    origin: `http://${address}`,
    gateway: process,
    environment: { WEIR_BOOTSTRAP: address },
    async [Symbol.asyncDispose]() {
      await started[Symbol.asyncDispose]();
    },
  };
}

/** What a standalone system is told. */
export interface StandaloneStageOptions {
  /** Whether callers must say who they are; `weir` has the administrator's key. */
  readonly isSecure?: boolean;
  readonly args?: readonly string[];
}

/** A system in one process. */
export interface StandaloneStage extends ConsoleStage {
  /** Of a secure one. */
  readonly adminKey: string;
}

/** Starts the standalone system, which is there in a second. */
export async function startStandaloneStage(
  options: StandaloneStageOptions = {},
): Promise<StandaloneStage> {
  const { isSecure = false, args = [] } = options;
  const directory = await temporaryDirectory();
  const standalone = await StandaloneProcess.create({
    directory: directory.path,
    args: [...(isSecure ? ['--secure'] : []), ...args],
  });
  await standalone.start();
  const keyFile = join(directory.path, 'data', 'admin.key');
  const adminKey = isSecure ? readFileSync(keyFile, 'utf8').trim() : '';
  const weir = new Weir({
    bootstrap: standalone.address,
    ...(isSecure && { credentials: { apiKey: adminKey } }),
  });
  return {
    weir,
    adminKey,
    origin: `http://${standalone.address}`,
    gateway: standalone.process,
    environment: {
      WEIR_BOOTSTRAP: standalone.address,
      ...(isSecure && { WEIR_API_KEY_FILE: keyFile }),
    },
    async [Symbol.asyncDispose]() {
      await weir.close();
      await standalone[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}
