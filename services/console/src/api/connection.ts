import { signal } from '@preact/signals';

const since = signal<number | undefined>(undefined);

/** Unix time in milliseconds since when the gateway has not answered; `undefined` while it does. */
export const unreachableSinceMs = since;

/** Told by each request: the gateway answered, whatever it said. */
export function markReachable(): void {
  since.value = undefined;
}

/** Told by each request that got no answer. */
export function markUnreachable(): void {
  since.value ??= Date.now();
}
