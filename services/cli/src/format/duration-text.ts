const steps = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'min', ms: 60_000 },
  { unit: 's', ms: 1_000 },
] as const;

/** A time for people, in the largest unit of which there is a whole one: `1.2 s`, `3 min`. */
export function formatDuration(durationMs: number): string {
  const step = steps.find(({ ms }) => durationMs >= ms);
  if (step === undefined) return `${Math.round(durationMs)} ms`;
  return `${formatNumber(durationMs / step.ms)} ${step.unit}`;
}

/** With one decimal below 10, without any above, and never with one that is 0. */
export function formatNumber(value: number): string {
  return String(value < 10 ? Math.floor(value * 10) / 10 : Math.floor(value));
}
