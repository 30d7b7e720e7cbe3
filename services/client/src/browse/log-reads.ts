import type {
  FetchRequestInput,
  FetchResponse,
  ListOffsetsRequestInput,
  ListOffsetsResponse,
} from '@weir/protos';

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
