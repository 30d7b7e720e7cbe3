import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';

/** A method whose messages stay the bytes that they are on the wire. */
export type RawMethod = MethodDefinition<Buffer, Buffer>;

type MethodShape = Pick<
  MethodDefinition<object, object>,
  'path' | 'requestStream' | 'responseStream'
>;

/**
 * The definition of a service whose messages are passed on without being read: what the gateway does not
 * know of them, it keeps.
 */
export function rawService(service: ServiceDefinition): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(service).map(([name, method]) => [name, rawMethod(method)]),
  );
}

/** As `rawService`, of one method. */
export function rawMethod(method: MethodShape): RawMethod {
  const { path, requestStream, responseStream } = method;
  return {
    path,
    requestStream,
    responseStream,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}
