import type { ServiceDefinition } from '@grpc/grpc-js';
import { toWeirError, WeirError } from '@weir/core';

/** Stands for a request whose bytes do not parse, until its handler is asked and can say so. */
export class UnreadableMessage {
  /** `INVALID_REQUEST`, or what the decoder threw if that has a code. */
  readonly error: WeirError;

  constructor(thrown: unknown) {
    this.error =
      thrown instanceof WeirError
        ? thrown
        : new WeirError('INVALID_REQUEST', 'The bytes are no message of this call', {
            cause: toWeirError(thrown),
          });
  }
}

/**
 * The definition with decoders that never throw: `@grpc/grpc-js` would end the call with INTERNAL, which
 * looks like a fault of the server that may be retried.
 */
export function withReadableErrors(definition: ServiceDefinition): ServiceDefinition {
  const methods = Object.entries(definition).map(([name, method]) => {
    const requestDeserialize = (bytes: Buffer): unknown => {
      try {
        return method.requestDeserialize(bytes) as unknown;
      } catch (error) {
        return new UnreadableMessage(error);
      }
    };
    return [name, { ...method, requestDeserialize }] as const;
  });
  return Object.fromEntries(methods);
}

/** Throws when the message did not parse. */
export function checkReadable(message: unknown): void {
  if (message instanceof UnreadableMessage) throw message.error;
}
