import { effect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { api } from './client.ts';
import { unreachableSinceMs } from './connection.ts';
import { credentials } from './credentials.ts';
import { Poller, type PollState } from './poller.ts';

/** What `usePoll` gives: the last answer, the last error, and a way to ask at once. */
export interface Resource<T> extends PollState<T> {
  /** Whether nothing is known yet. */
  readonly isLoading: boolean;
  readonly refresh: () => void;
}

/** Answers of so many paths are kept, so that a page that is opened again is there at once. */
const maxPollers = 64;
const pollTimeoutMs = 15_000;

const pollers = new Map<string, Poller<unknown>>();

document.addEventListener('visibilitychange', () => {
  for (const poller of pollers.values()) poller.visibilityChanged();
});

/** When the gateway answers again, one need not wait for those that are asked for seldom. */
let wasUnreachable = false;
effect(() => {
  const isUnreachable = unreachableSinceMs.value !== undefined;
  const isBack = wasUnreachable && !isUnreachable;
  wasUnreachable = isUnreachable;
  if (!isBack) return;
  for (const poller of pollers.values()) {
    if (poller.state.peek().error !== undefined && !poller.isIdle) poller.refresh();
  }
});

/** What an earlier caller was allowed to see is not shown to the next one. */
let lastCredentials = credentials.value;
effect(() => {
  if (credentials.value === lastCredentials) return;
  lastCredentials = credentials.value;
  for (const poller of pollers.values()) poller.reset();
});

/**
 * GETs `path` now and every `intervalMs` after its answer, as long as the component is there and the page is seen; the
 * component is drawn again with each answer. Equal paths share requests. `undefined` asks for nothing.
 */
export function usePoll<T>(path: string | undefined, intervalMs = 5_000): Resource<T> {
  const poller = useMemo(() => (path === undefined ? undefined : pollerOf<T>(path)), [path]);
  useEffect(() => poller?.subscribe(intervalMs), [poller, intervalMs]);
  if (poller === undefined) return nothing;
  const state = poller.state.value;
  const isLoading = state.data === undefined && state.error === undefined;
  return { ...state, isLoading, refresh: poller.refresh };
}

/** The poller of `path`, for what lives longer than a component. */
export function pollerOf<T>(path: string): Poller<T> {
  const known = pollers.get(path);
  // The path alone says what is answered there.
  if (known !== undefined) return known as Poller<T>;
  const poller = new Poller<T>({
    load: (signal) => api.get<T>(path, { signal, timeoutMs: pollTimeoutMs }),
    isHidden: () => document.hidden,
    schedule: (callback, delayMs) => {
      const timer = setTimeout(callback, delayMs);
      return () => {
        clearTimeout(timer);
      };
    },
    nowMs: Date.now,
  });
  for (const [oldPath, old] of pollers) {
    if (pollers.size < maxPollers) break;
    if (old.isIdle) pollers.delete(oldPath);
  }
  pollers.set(path, poller);
  return poller;
}

/** Asks anew, at once, for everything on the page whose path starts so: after a change. */
export function refreshPaths(prefix = ''): void {
  for (const [path, poller] of pollers) {
    if (path.startsWith(prefix) && !poller.isIdle) poller.refresh();
  }
}

const nothing: Resource<never> = {
  ...{ data: undefined, error: undefined, atMs: undefined, isLoading: false },
  refresh: () => undefined,
};
