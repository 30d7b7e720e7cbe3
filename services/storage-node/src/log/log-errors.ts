import { InvariantViolation, type Offset, WeirError } from '@weir/core';

/** The answer to a read or a cut outside of the log; offsets as in its message. */
export function outOfRange(
  offset: Offset,
  logStartOffset: Offset,
  logEndOffset: Offset,
): WeirError {
  return new WeirError(
    'OFFSET_OUT_OF_RANGE',
    `Offset ${offset} is outside ${logStartOffset} to ${logEndOffset}`,
    {
      metadata: {
        log_start_offset: String(logStartOffset),
        log_end_offset: String(logEndOffset),
      },
    },
  );
}

/** The answer to an append while too much waits to be written. */
export function saturated(queuedBytes: number): WeirError {
  return new WeirError(
    'RESOURCE_EXHAUSTED',
    `Partition has ${queuedBytes} bytes waiting to be written`,
  );
}

/** Whether it is an answer of ours, or the database's: not one of the log's files. */
export function isOwnError(error: unknown): boolean {
  return error instanceof WeirError || error instanceof InvariantViolation;
}
