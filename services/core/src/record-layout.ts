import { tagOf, wireType } from './protobuf-writer.ts';

/** Tag of `weir.v1.RecordSet.records`. */
export const recordsTag = tagOf(1, wireType.bytes);

/** Tags of `weir.v1.Record`. */
export const recordTag = {
  key: tagOf(1, wireType.bytes),
  value: tagOf(2, wireType.bytes),
  headers: tagOf(3, wireType.bytes),
  timestampDeltaMs: tagOf(4, wireType.varint),
} as const;

/** Tags of `weir.v1.Header`. */
export const headerTag = {
  key: tagOf(1, wireType.bytes),
  value: tagOf(2, wireType.bytes),
} as const;
