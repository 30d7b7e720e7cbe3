import type { Usage } from '@weir/runtime';

/** What a test may want to know, or decide, of such a quota. */
export interface PausingOptions {
  /** Gets what was used. */
  readonly charged?: Usage[];
  readonly nowMs?: () => number;
}

/** A quota by which whatever is used is paid for with so long a pause. */
export function pausing(
  pauseMs: number,
  { charged, nowMs = () => performance.now() }: PausingOptions = {},
): { readonly charge: (usage: Usage) => number } {
  let untilMs = 0;
  return {
    charge: (usage) => {
      const isUse = Object.values(usage).some((amount: number) => amount > 0);
      if (isUse) charged?.push(usage);
      if (isUse) untilMs = nowMs() + pauseMs;
      return Math.max(0, untilMs - nowMs());
    },
  };
}
