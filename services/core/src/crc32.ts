import { crc32 as zlibCrc32 } from 'node:zlib';

/** The IEEE crc32 of `data` as an unsigned number, the checksum of a batch's `records`. */
export function crc32(data: Uint8Array): number {
  return zlibCrc32(data);
}
