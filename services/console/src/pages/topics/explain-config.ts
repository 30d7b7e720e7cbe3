import { formatBytes } from '../../format/format-bytes.ts';
import { formatDuration } from '../../format/format-duration.ts';

/** A config's value in words, where the number alone says little: `7 d` for 604800000 of `retention.ms`. */
export function explainConfig(name: string, value: string): string | undefined {
  const amount = Number(value);
  if (value === '' || !Number.isFinite(amount)) return undefined;
  const isTime = name.endsWith('.ms');
  if (!isTime && !name.endsWith('.bytes')) return undefined;
  if (amount < 0) return 'no limit';
  return isTime ? formatDuration(amount) : formatBytes(amount);
}
