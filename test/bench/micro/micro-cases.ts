import { batchCases } from './cases/batch-cases.ts';
import { compressionCases } from './cases/compression-cases.ts';
import { indexCases } from './cases/index-cases.ts';
import { logAppendCases } from './cases/log-append-cases.ts';
import { logReadCases } from './cases/log-read-cases.ts';
import { partitionerCases } from './cases/partitioner-cases.ts';
import { wireCases } from './cases/wire-cases.ts';
import type { MicroCase } from './micro-case.ts';

/** Every case, in the order of the table. */
export const microCases: readonly MicroCase[] = [
  ...batchCases,
  ...compressionCases,
  ...partitionerCases,
  ...wireCases,
  ...logAppendCases,
  ...logReadCases,
  ...indexCases,
];
