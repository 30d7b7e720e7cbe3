import type { NodeStatus } from '@weir/protos';

/** How full a node's disk is, of what Weir may use: its log and what is free. */
export interface DiskShare {
  /** 0 to 1. */
  readonly usedShare: number;
  readonly tone: 'good' | 'warn' | 'bad';
}

const warnBelow = 0.15;
const badBelow = 0.05;

/** `undefined` for a node that has reported nothing. */
export function diskShare(
  status: Pick<NodeStatus, 'logBytes' | 'freeBytes'> | undefined,
): DiskShare | undefined {
  if (status === undefined) return undefined;
  const { logBytes, freeBytes } = status;
  const allBytes = logBytes + freeBytes;
  if (allBytes <= 0) return undefined;
  const freeShare = freeBytes / allBytes;
  return { usedShare: logBytes / allBytes, tone: toneOf(freeShare) };
}

function toneOf(freeShare: number): DiskShare['tone'] {
  if (freeShare < badBelow) return 'bad';
  return freeShare < warnBelow ? 'warn' : 'good';
}
