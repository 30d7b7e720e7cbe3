import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import type protobuf from 'protobufjs';
import { finishLate } from './late-copy.ts';

/** How messages become objects: int64 as numbers, enums by name, absent fields with their defaults. */
export const conversion = { longs: Number, enums: String, defaults: true, oneofs: true };

/** The gRPC definition of a service of a resolved root, with the conversions of `gen/`. */
export function toServiceDefinition(service: protobuf.Service): ServiceDefinition {
  const serviceName = service.fullName.slice(1);
  return Object.fromEntries(
    service.methodsArray.map((method) => [method.name, toMethodDefinition(method, serviceName)]),
  );
}

function toMethodDefinition(
  method: protobuf.Method,
  serviceName: string,
): MethodDefinition<object, object> {
  const request = toCodec(method.resolvedRequestType);
  const response = toCodec(method.resolvedResponseType);
  return {
    path: `/${serviceName}/${method.name}`,
    requestStream: method.requestStream === true,
    responseStream: method.responseStream === true,
    requestSerialize: request.serialize,
    requestDeserialize: request.deserialize,
    responseSerialize: response.serialize,
    responseDeserialize: response.deserialize,
    originalName: `${method.name.charAt(0).toLowerCase()}${method.name.slice(1)}`,
  };
}

interface Codec {
  readonly serialize: (value: object) => Buffer;
  readonly deserialize: (bytes: Buffer) => object;
}

function toCodec(type: protobuf.Type | null): Codec {
  if (type === null) throw new Error('The types of a method are resolved before it is defined');
  return {
    serialize: (value) => finishLate(type.encode(type.fromObject(value))),
    deserialize: (bytes) => type.toObject(type.decode(bytes), conversion),
  };
}
