import type { NodeStatus } from '@weir/protos';
import { formatBytes } from '../../format/format-bytes.ts';
import { diskShare } from './disk-share.ts';

/** How much of the disk the log takes, of what it could. */
export function DiskBar({ report }: { readonly report: NodeStatus | undefined }) {
  const share = diskShare(report);
  if (share === undefined || report === undefined) return <span class="muted">–</span>;
  const used = `${Math.max(share.usedShare * 100, 0.5).toFixed(1)}%`;
  return (
    <span
      class="disk-bar"
      title={`${formatBytes(report.logBytes)} of log, ${formatBytes(report.freeBytes)} free`}
    >
      <span class={`bar bar-${share.tone}`}>
        <span style={{ width: used }} />
      </span>
      <span class="muted">{formatBytes(report.freeBytes)} free</span>
    </span>
  );
}
