import protobuf from 'protobufjs/light.js';
import descriptor from './gen/descriptor.json' with { type: 'json' };

/** Every message and service, resolved; each record batch is bytes. */
export const definitions = protobuf.Root.fromJSON(descriptor as protobuf.INamespace);
definitions.resolveAll();
