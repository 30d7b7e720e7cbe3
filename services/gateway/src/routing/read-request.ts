import { WeirError } from '@weir/core';

/** A method whose requests can be read. */
export interface ReadableMethod<Request> {
  readonly path: string;
  readonly requestDeserialize: (bytes: Buffer) => Request;
}

/** Reads a request that came as bytes; `INVALID_REQUEST` for bytes that are none. */
export function readRequest<Request>(method: ReadableMethod<Request>, bytes: Buffer): Request {
  try {
    return method.requestDeserialize(bytes);
  } catch (cause) {
    throw new WeirError(
      'INVALID_REQUEST',
      `The ${bytes.length} bytes are no request of ${method.path}: does the client have the same .proto files?`,
      { cause },
    );
  }
}
