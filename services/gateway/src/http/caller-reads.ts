import type { LogReads, ReadCallOptions } from '@weir/client/for-gateway';
import {
  type FetchRequestInput,
  type FetchResponse,
  type ListOffsetsRequestInput,
  type ListOffsetsResponse,
  LogService,
} from '@weir/protos';
import type { HttpCalls } from './http-calls.ts';

/** The calls of a scan with the credentials of the request that wants it. They end when its client goes. */
export class CallerReads implements LogReads {
  readonly #calls: HttpCalls;

  constructor(calls: HttpCalls) {
    this.#calls = calls;
  }

  listOffsets(
    request: ListOffsetsRequestInput,
    { deadlineMs }: ReadCallOptions,
  ): Promise<ListOffsetsResponse> {
    return this.#calls.call(LogService.service.ListOffsets, request, deadlineMs);
  }

  fetch(request: FetchRequestInput, { deadlineMs }: ReadCallOptions): Promise<FetchResponse> {
    return this.#calls.call(LogService.service.Fetch, request, deadlineMs);
  }
}
