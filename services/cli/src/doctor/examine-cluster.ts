import { type Weir, WeirError } from '@weir/client';
import type { GlobalOptions } from '../command-context.ts';
import { connectionOf } from '../connection-options.ts';
import { ConnectError } from '../exit-code.ts';
import type { ClusterSnapshot } from './cluster-snapshot.ts';
import { emptySnapshot } from './empty-snapshot.ts';
import { type ConnectionSettings, examineAddress } from './examine-address.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** How a cluster is examined. */
export interface ExaminationOptions {
  readonly global: GlobalOptions;
  /** Between two looks at what moves, in milliseconds; 0: one look. */
  readonly secondLookMs: number;
  readonly signal: AbortSignal;
}

/** How long a call of the doctor may take. */
export const doctorCallTimeoutMs = 5_000;

/** Looks at a cluster that is reached, and at each of its bootstrap addresses. */
export async function examineCluster(
  weir: Weir,
  { global, secondLookMs, signal }: ExaminationOptions,
): Promise<ClusterSnapshot> {
  return takeSnapshot(weir, {
    bootstrap: await examineBootstrap(global),
    secondLookMs,
    isDirect: global.connect === 'direct',
    signal,
  });
}

/**
 * What the bootstrap addresses say when no connection came about by `error`; undefined when one of them
 * works after all, or when the error is another one.
 */
export async function examineFailure(
  error: unknown,
  global: GlobalOptions,
): Promise<{ readonly snapshot: ClusterSnapshot; readonly failure: Error } | undefined> {
  if (!isConnectionFailure(error)) return undefined;
  const bootstrap = await examineBootstrap(global);
  if (bootstrap.some(({ outcome }) => outcome === 'ok')) return undefined;
  const failure = error instanceof ConnectError ? error : new ConnectError(global.bootstrap, error);
  return { snapshot: { ...emptySnapshot, takenAtMs: Date.now(), bootstrap }, failure };
}

async function examineBootstrap(global: GlobalOptions): Promise<ClusterSnapshot['bootstrap']> {
  const settings: ConnectionSettings = {
    connect: global.connect,
    ...connectionOf(global, process.env),
  };
  const addresses = global.bootstrap.split(',').map((address) => address.trim());
  return Promise.all(addresses.map((address) => examineAddress(address, settings)));
}

function isConnectionFailure(error: unknown): error is Error {
  if (error instanceof ConnectError) return true;
  return error instanceof WeirError && error.code === 'AUTHENTICATION_FAILED';
}
