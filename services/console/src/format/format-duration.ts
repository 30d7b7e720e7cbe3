const steps = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'min', ms: 60_000 },
  { unit: 's', ms: 1_000 },
] as const;

/** A time in its two largest units: `2 d 4 h`, `3 min 20 s`, `1.2 s`, `15 ms`; `–` when unknown. */
export function formatDuration(durationMs: number | null | undefined): string {
  if (typeof durationMs !== 'number' || !Number.isFinite(durationMs)) return '–';
  if (durationMs < 0) return `-${formatDuration(-durationMs)}`;
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 10_000) return `${Math.floor(durationMs / 100) / 10} s`;

  const index = steps.findIndex(({ ms }) => durationMs >= ms);
  const large = steps[index];
  if (large === undefined) return `${Math.round(durationMs)} ms`;
  const whole = Math.floor(durationMs / large.ms);
  const small = steps[index + 1];
  const rest = small === undefined ? 0 : Math.floor((durationMs - whole * large.ms) / small.ms);
  return small === undefined || rest === 0
    ? `${whole} ${large.unit}`
    : `${whole} ${large.unit} ${rest} ${small.unit}`;
}
