/** Three digits that count, and no more after the point than they need. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return Math.round(value).toLocaleString('en');
  if (magnitude >= 10) return value.toFixed(1);
  return value.toFixed(magnitude < 0.1 ? 3 : 2);
}
