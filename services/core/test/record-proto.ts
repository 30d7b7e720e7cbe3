import { readFileSync } from 'node:fs';

import protobuf from 'protobufjs';

const root = protobuf.parse(
  readFileSync(new URL('../../../protos/weir/v1/record.proto', import.meta.url), 'utf8'),
).root;

/** `weir.v1.RecordBatch` as protobufjs has it: the oracle of the batch tests. */
export const recordBatchProto = root.lookupType('weir.v1.RecordBatch');
/** `weir.v1.RecordSet` as protobufjs has it: the oracle of the record tests. */
export const recordSetProto = root.lookupType('weir.v1.RecordSet');
