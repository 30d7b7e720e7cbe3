// From weir/v1/log.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Adds to what the server may send. The server counts the batches' bytes; it stops when
 * the balance is 0 or less, so one batch may exceed it.
 */
export interface FetchStreamCreditInput {
  'bytes'?: (number | string | Long);
}

/**
 * Adds to what the server may send. The server counts the batches' bytes; it stops when
 * the balance is 0 or less, so one batch may exceed it.
 */
export interface FetchStreamCredit {
  'bytes': (number);
}
