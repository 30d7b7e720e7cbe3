import { Buffer } from 'node:buffer';
import type { ServiceDefinition } from '@grpc/grpc-js';
import {
  type SecurityDocumentInput,
  SecurityService,
  type WatchSecurityResponseInput,
} from '@weir/protos';

const { WatchSecurity } = SecurityService.service;
const encoded = new WeakMap<SecurityDocumentInput, Buffer>();

/** The SecurityService, with a document put into bytes once for all that watch: it may be large. */
export const securityServiceDefinition: ServiceDefinition = {
  ...SecurityService.service,
  WatchSecurity: { ...WatchSecurity, responseSerialize: encode },
};

function encode(response: WatchSecurityResponseInput): Buffer {
  const { document } = response;
  const known = document ? encoded.get(document) : undefined;
  if (known !== undefined) return known;
  const late = WatchSecurity.responseSerialize(response);
  const bytes = Buffer.allocUnsafe(late.length);
  late.copy(bytes);
  if (document) encoded.set(document, bytes);
  return bytes;
}
