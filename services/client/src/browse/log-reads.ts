import { WeirError } from '@weir/core';
import type {
  FetchRequestInput,
  FetchResponse,
  ListOffsetsRequestInput,
  ListOffsetsResponse,
  PartitionError,
} from '@weir/protos';
import { fromPartitionError } from '@weir/runtime';

/** How long a call may take, in milliseconds, and what ends it early. */
export interface ReadCallOptions {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/**
 * The calls that a scan is made of, with the credentials of whoever it is made for. What one partition's
 * leader says, or that it cannot be reached, is data of the answer.
 */
export interface LogReads {
  listOffsets(
    request: ListOffsetsRequestInput,
    options: ReadCallOptions,
  ): Promise<ListOffsetsResponse>;
  fetch(request: FetchRequestInput, options: ReadCallOptions): Promise<FetchResponse>;
}

/** Shortest time in which a leader that lives should answer, in milliseconds. */
const leastCallMs = 500;

/** How long one of them may take where a partition may be in trouble for so long. */
export function callMsOf(troubleMs: number): number {
  return Math.max(leastCallMs, troubleMs);
}

/** The error of a partition; one whose leader was given up on is one that may be tried again. */
export function partitionErrorOf(answer: {
  readonly partition: number;
  readonly error: PartitionError | null;
}): WeirError | undefined {
  const error = fromPartitionError(answer.error);
  if (error?.code !== 'CANCELLED') return error;
  return new WeirError(
    'REQUEST_TIMED_OUT',
    `The leader of partition ${answer.partition} has not answered in time`,
    { cause: error },
  );
}
