/**
 * Turns each `repeated RecordBatch` of a proto source into `repeated bytes`. Both are the same on
 * the wire; with the second a service passes a batch on as it is and reads only its header.
 */
export function withBatchesAsBytes(protoSource: string): string {
  return protoSource.replaceAll(/repeated (?:weir\.v1\.)?RecordBatch /g, 'repeated bytes ');
}
