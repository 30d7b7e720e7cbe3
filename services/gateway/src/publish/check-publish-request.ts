import { WeirError } from '@weir/core';
import type { PublishRecord, PublishRequest } from '@weir/protos';
import type { ProducerAcks } from '@weir/client';
import {
  maxProducerNameLength,
  maxRecordsPerRequest,
  maxRequestBytes,
  recordOverheadBytes,
} from './publish-limits.ts';

/** What a request asks for as a whole. */
export interface CheckedRequest {
  readonly request: PublishRequest;
  readonly acks: ProducerAcks;
  /** Bytes of all its records, with their overhead. */
  readonly sizeBytes: number;
}

const acksByName: Readonly<Record<string, ProducerAcks>> = {
  ACKS_UNSPECIFIED: 'all',
  ACKS_NONE: 'none',
  ACKS_LEADER: 'leader',
  ACKS_ALL: 'all',
};

/** Checks the shape of a request; `INVALID_REQUEST` says what is wrong with it as a whole. */
export function checkPublishRequest(request: PublishRequest): CheckedRequest {
  const { records, producerName } = request;
  const acks = acksByName[request.acks];
  if (acks === undefined) throw invalid(`Acks ${request.acks} is not known`);
  if (records.length === 0 || records.length > maxRecordsPerRequest) {
    const count = records.length > maxRecordsPerRequest ? 'more' : 'no records';
    throw invalid(`Request has ${count}, allowed are 1 to ${maxRecordsPerRequest} records`);
  }
  records.forEach(checkNumbers);
  const sizeBytes = sizeOf(request);
  if (sizeBytes > maxRequestBytes) {
    throw invalid(`Request of ${sizeBytes} bytes is above ${maxRequestBytes}: send fewer records`);
  }
  if (producerName !== '') checkNamed(request, acks);
  else if (records.some(({ sequence }) => sequence !== undefined)) {
    throw invalid('A sequence needs a producer_name: without one it would be ignored');
  }
  return { request, acks, sizeBytes };
}

function checkNumbers({ timestampMs = 0, sequence = 0 }: PublishRecord, index: number): void {
  if (Number.isSafeInteger(timestampMs) && Number.isSafeInteger(sequence)) return;
  throw invalid(`Record ${index} has a timestamp_ms or sequence beyond 2^53−1`);
}

function sizeOf({ records }: PublishRequest): number {
  let bytes = 0;
  for (const { key, value, headers } of records) {
    bytes += (key?.length ?? 0) + (value?.length ?? 0) + recordOverheadBytes;
    for (const header of headers) bytes += header.key.length + (header.value?.length ?? 0);
  }
  return bytes;
}

function checkNamed({ records, producerName }: PublishRequest, acks: ProducerAcks): void {
  if (producerName.length > maxProducerNameLength) {
    throw invalid(
      `Producer name has ${producerName.length} characters, at most ${maxProducerNameLength} are allowed`,
    );
  }
  if (acks !== 'all') throw invalid(`A producer_name needs ACKS_ALL, not acks ${acks}`);
  let last = -1;
  for (const [index, { sequence }] of records.entries()) {
    if (sequence === undefined) {
      throw invalid(`Record ${index} has no sequence: with a producer_name each one needs one`);
    }
    if (sequence <= last) {
      throw invalid(
        `Record ${index} has sequence ${sequence}, which is not above ${last}: from 0 on, each ` +
          'record of a request has a higher one than the record before',
      );
    }
    last = sequence;
  }
}

function invalid(message: string): WeirError {
  return new WeirError('INVALID_REQUEST', message);
}
