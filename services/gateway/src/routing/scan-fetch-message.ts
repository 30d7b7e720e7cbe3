import { decodeRecordBatch, ProtobufReader, tagOf, wireType } from '@weir/core';

/** What the gateway needs to know of one partition's part of a `weir.v1.FetchStreamResponse`. */
export interface ScannedItem {
  readonly sessionId: number;
  readonly topicId: string;
  readonly partition: number;
  readonly hasError: boolean;
  /** Bytes of its batches, as credits count them. */
  readonly batchBytes: number;
  /** The offset after its last batch; undefined without one. */
  readonly nextOffset: number | undefined;
  /** Where it stands in the message, with its tag: inclusive. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

const partitionsTag = tagOf(1, wireType.bytes);
const itemTag = { sessionId: tagOf(1, wireType.varint), data: tagOf(2, wireType.bytes) };
const dataTag = {
  topicId: tagOf(1, wireType.bytes),
  partition: tagOf(2, wireType.varint),
  error: tagOf(3, wireType.bytes),
  batches: tagOf(6, wireType.bytes),
};

interface ScannedData {
  readonly topicId: string;
  readonly partition: number;
  readonly hasError: boolean;
  readonly batchBytes: number;
  readonly nextOffset: number | undefined;
}

const emptyData: ScannedData = {
  topicId: '',
  partition: 0,
  hasError: false,
  batchBytes: 0,
  nextOffset: undefined,
};

/** Reads a message no further than needed to pass it on; of the batches the last one's header alone. */
export function scanFetchMessage(message: Buffer): ScannedItem[] {
  const reader = new ProtobufReader(message, 'CORRUPT_BATCH');
  const items: ScannedItem[] = [];
  while (!reader.isAtEnd) {
    const start = reader.position;
    const tag = reader.readTag();
    if (tag !== partitionsTag) {
      reader.skip(tag);
      continue;
    }
    const length = reader.readLength();
    const bodyStart = reader.position;
    reader.skipBytes(length);
    const end = reader.position;
    items.push({ ...scanItem(message, bodyStart, end), start, end });
  }
  return items;
}

function scanItem(
  message: Buffer,
  start: number,
  end: number,
): ScannedData & Pick<ScannedItem, 'sessionId'> {
  const reader = new ProtobufReader(message, 'CORRUPT_BATCH', start, end);
  let sessionId = 0;
  let data = emptyData;
  while (!reader.isAtEnd) {
    const tag = reader.readTag();
    if (tag === itemTag.sessionId) {
      sessionId = reader.readInt64();
    } else if (tag === itemTag.data) {
      const length = reader.readLength();
      data = scanData(message, reader.position, reader.position + length);
      reader.skipBytes(length);
    } else {
      reader.skip(tag);
    }
  }
  return { sessionId, ...data };
}

function scanData(message: Buffer, start: number, end: number): ScannedData {
  const reader = new ProtobufReader(message, 'CORRUPT_BATCH', start, end);
  let { topicId, partition, hasError, batchBytes } = emptyData;
  let lastBatch: Buffer | undefined;
  while (!reader.isAtEnd) {
    const tag = reader.readTag();
    switch (tag) {
      case dataTag.topicId:
        topicId = reader.readString();
        break;
      case dataTag.partition:
        partition = reader.readInt64();
        break;
      case dataTag.error:
        hasError = reader.readBytes().length > 0;
        break;
      case dataTag.batches:
        lastBatch = reader.readBytes();
        batchBytes += lastBatch.length;
        break;
      default:
        reader.skip(tag);
    }
  }
  const nextOffset =
    lastBatch === undefined ? undefined : decodeRecordBatch(lastBatch).header.lastOffset + 1;
  return { topicId, partition, hasError, batchBytes, nextOffset };
}
