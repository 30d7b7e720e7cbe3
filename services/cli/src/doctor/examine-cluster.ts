import { type Weir, WeirError } from '@weir/client';
import { connectionOf } from '../connection-options.ts';
import type { ChosenSettings } from '../context/choose-settings.ts';
import { ConnectError } from '../exit-code.ts';
import type { ClusterSnapshot } from './cluster-snapshot.ts';
import { emptySnapshot } from './empty-snapshot.ts';
import { examineAddress } from './examine-address.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** How a cluster is examined. */
export interface ExaminationOptions {
  readonly settings: ChosenSettings;
  /** Between two looks at what moves, in milliseconds; 0: one look. */
  readonly secondLookMs: number;
  readonly signal: AbortSignal;
}

/** How long a call of the doctor may take. */
export const doctorCallTimeoutMs = 5_000;

/** Looks at a cluster that is reached, and at each of its bootstrap addresses. */
export async function examineCluster(
  weir: Weir,
  { settings, secondLookMs, signal }: ExaminationOptions,
): Promise<ClusterSnapshot> {
  return takeSnapshot(weir, {
    bootstrap: await examineBootstrap(settings),
    secondLookMs,
    isDirect: settings.connect === 'direct',
    signal,
  });
}

/**
 * What the bootstrap addresses say when no connection came about by `error`; undefined when one of them
 * works after all, or when the error is another one.
 */
export async function examineFailure(
  error: unknown,
  settings: ChosenSettings,
): Promise<{ readonly snapshot: ClusterSnapshot; readonly failure: Error } | undefined> {
  if (!isConnectionFailure(error)) return undefined;
  const bootstrap = await examineBootstrap(settings);
  if (bootstrap.some(({ outcome }) => outcome === 'ok')) return undefined;
  const failure =
    error instanceof ConnectError ? error : new ConnectError(settings.bootstrap, error);
  return { snapshot: { ...emptySnapshot, takenAtMs: Date.now(), bootstrap }, failure };
}

async function examineBootstrap(settings: ChosenSettings): Promise<ClusterSnapshot['bootstrap']> {
  const connection = { connect: settings.connect, ...connectionOf(settings) };
  const addresses = settings.bootstrap.split(',').map((address) => address.trim());
  return Promise.all(addresses.map((address) => examineAddress(address, connection)));
}

function isConnectionFailure(error: unknown): error is Error {
  if (error instanceof ConnectError) return true;
  return error instanceof WeirError && error.code === 'AUTHENTICATION_FAILED';
}
