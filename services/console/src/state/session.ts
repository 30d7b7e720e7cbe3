import { computed, signal } from '@preact/signals';
import { pollerOf } from '../api/use-poll.ts';

/** What `GET /v1/session` answers. */
export interface Session {
  /** Null for those who still have to say who they are, and while the gateway knows no cluster. */
  readonly clusterId: string | null;
  readonly version: string;
  /** Whether callers must say who they are: `off` and `prepare` ask nobody. */
  readonly authentication: 'off' | 'prepare' | 'required';
  /** Who the credentials are of; null without any. */
  readonly principal: string | null;
  /** Whether this gateway refuses changes. */
  readonly readOnly: boolean;
}

const lockKey = 'weir.locked';

/** The session's poller; the shell subscribes to it. */
export const sessionPoller = pollerOf<Session>('/v1/session');

/** The session as last answered. */
export const session = computed(() => sessionPoller.state.value.data);

/** Whether this browser was told to change nothing. */
export const isLocked = signal(localStorage.getItem(lockKey) === 'true');

/** Locks or unlocks this browser. */
export function setLocked(locked: boolean): void {
  localStorage.setItem(lockKey, String(locked));
  isLocked.value = locked;
}

/** Why nothing may be changed here; `undefined` when it may. */
export const readOnlyReason = computed(() => {
  if (session.value?.readOnly === true) return 'This gateway is read-only';
  return isLocked.value ? 'This browser is locked: unlock it at the top of the page' : undefined;
});
