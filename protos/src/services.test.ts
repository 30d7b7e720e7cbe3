import { expect, it } from 'vitest';
import protobuf from 'protobufjs';
import descriptor from './gen/descriptor.json' with { type: 'json' };
import { readDescriptor } from './read-descriptor.ts';
import { withBatchesAsBytes } from './batches-as-bytes.ts';
import { LogService } from './services.ts';
import { publicPackageDefinition } from './public-package-definition.ts';

const definition = publicPackageDefinition();
const publicProduce = (
  definition['weir.v1.LogService'] as unknown as {
    Produce: { requestDeserialize: (bytes: Buffer) => unknown };
  }
).Produce;

const batchType = protobuf.loadSync(`${import.meta.dirname}/../weir/v1/record.proto`);

it('carries a record batch as bytes that any other client reads as the message', () => {
  const batch = batchType.lookupType('weir.v1.RecordBatch');
  const bytes = Buffer.from(
    batch
      .encode(batch.create({ baseOffset: 7, recordCount: 2, records: Buffer.from('abc') }))
      .finish(),
  );
  const request = {
    acks: 'ACKS_ALL' as const,
    partitions: [{ topicId: 't', partition: 3, batches: [bytes] }],
  };
  const wire = LogService.service.Produce.requestSerialize(request);

  expect(publicProduce.requestDeserialize(wire)).toMatchObject({
    acks: 'ACKS_ALL',
    partitions: [
      {
        topicId: 't',
        partition: 3,
        batches: [{ baseOffset: 7, recordCount: 2, records: Buffer.from('abc') }],
      },
    ],
  });
  expect(LogService.service.Produce.requestDeserialize(wire).partitions[0]?.batches).toEqual([
    bytes,
  ]);
});

it('reads an int64 as a number and an absent optional as absent', () => {
  const wire = LogService.service.ListOffsets.responseSerialize({
    partitions: [{ offset: Number.MAX_SAFE_INTEGER }],
  });
  const [result] = LogService.service.ListOffsets.responseDeserialize(wire).partitions;
  expect(result?.offset).toBe(Number.MAX_SAFE_INTEGER);

  const fetch = LogService.service.Fetch.requestDeserialize(
    LogService.service.Fetch.requestSerialize({ partitions: [{ fetchOffset: 1 }] }),
  );
  expect(fetch.partitions[0]?.lastFetchedEpoch).toBeUndefined();
});

it('replaces only repeated record batches in a proto source', () => {
  const source =
    'repeated RecordBatch a = 1; repeated weir.v1.RecordBatch b = 2; RecordBatch c = 3;';
  expect(withBatchesAsBytes(source)).toBe(
    'repeated bytes a = 1; repeated bytes b = 2; RecordBatch c = 3;',
  );
});

it('is made of the proto files as they are: `npm run generate` after a change', () => {
  expect(descriptor).toEqual(readDescriptor(`${import.meta.dirname}/..`));
});
