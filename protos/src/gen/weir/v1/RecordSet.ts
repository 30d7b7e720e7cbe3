// From weir/v1/record.proto

import type { RecordInput as _weir_v1_RecordInput, Record as _weir_v1_Record } from '../../weir/v1/Record.ts';

/**
 * The payload of a record batch.
 */
export interface RecordSetInput {
  'records'?: (_weir_v1_RecordInput)[];
}

/**
 * The payload of a record batch.
 */
export interface RecordSet {
  'records': (_weir_v1_Record)[];
}
