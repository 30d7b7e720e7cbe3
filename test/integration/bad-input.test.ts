import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeRecordBatch, RecordBatchBuilder, decodeRecordBatch } from '@weir/core';
import { LogService, MetadataService, type PartitionError } from '@weir/protos';
import { callUnary, ChannelPool } from '@weir/runtime';
import { readTopic } from '../harness/read-topic.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';
import { runCli } from '../harness/weir-cli.ts';

const channels = new ChannelPool();
let directory: TemporaryDirectory;
let weir: StandaloneProcess;
let at: string[];

beforeAll(async () => {
  directory = await temporaryDirectory();
  weir = await StandaloneProcess.create({ directory: directory.path });
  await weir.start();
  at = ['--bootstrap', weir.address];
  await runCli([
    ...['topic', 'create', 'orders', '--partitions', '1', '--replication-factor', '3'],
    ...['--config', 'max.message.bytes=2000', ...at],
  ]);
  await runCli(['produce', 'orders', ...at], 'one\ntwo\n');
}, 90_000);

afterAll(async () => {
  await weir[Symbol.asyncDispose]();
  channels.close();
  await directory[Symbol.asyncDispose]();
}, 60_000);

async function ordersLeader(): Promise<{ address: string; topicId: string }> {
  const { snapshot } = await callUnary(
    channels.client(MetadataService, weir.address),
    'getMetadata',
    { topics: ['orders'] },
    { deadlineMs: 5_000 },
  );
  const topic = snapshot?.topics[0];
  const leader = topic?.partitions[0]?.leader;
  const node = snapshot?.nodes.find(({ nodeId }) => nodeId === leader);
  return { address: node?.address ?? '', topicId: topic?.topicId ?? '' };
}

async function produceRaw(batch: Buffer, partition = 0): Promise<PartitionError | null> {
  const { address, topicId } = await ordersLeader();
  const { partitions } = await callUnary(
    channels.client(LogService, address),
    'produce',
    { acks: 'ACKS_ALL', partitions: [{ topicId, partition, batches: [batch] }] },
    { deadlineMs: 5_000 },
  );
  return partitions[0]?.error ?? null;
}

function batchOf(value: string): Buffer {
  const builder = new RecordBatchBuilder();
  builder.append(null, value, undefined, Date.now());
  return builder.build();
}

describe('a batch that must not be appended', () => {
  it('is refused when its checksum is wrong', async () => {
    const { header, records } = decodeRecordBatch(batchOf('wrong'));
    const error = await produceRaw(encodeRecordBatch({ ...header, crc32: 1 }, records));
    expect(error?.code).toBe('CORRUPT_BATCH');
    expect(error?.message).toContain('crc32');
  });

  it('is refused when its bytes are no batch at all', async () => {
    expect((await produceRaw(Buffer.from('no batch at all')))?.code).toBe('CORRUPT_BATCH');
  });

  it('is refused above max.message.bytes, with both sizes', async () => {
    const error = await produceRaw(batchOf('x'.repeat(3_000)));
    expect(error?.code).toBe('RECORD_BATCH_TOO_LARGE');
    expect(error?.message).toMatch(/30\d\d/);
    expect(error?.message).toContain('2000');
  });

  it('is refused when its partition does not exist', async () => {
    expect((await produceRaw(batchOf('lost'), 7))?.code).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  });

  it('is refused when it claims to be a control batch', async () => {
    const { header, records } = decodeRecordBatch(batchOf('control'));
    const error = await produceRaw(encodeRecordBatch({ ...header, isControl: true }, records));
    expect(error?.code).toBe('INVALID_RECORD');
  });
});

describe('a command with bad input', () => {
  const cases: { what: string; args: string[]; input?: string; says: RegExp }[] = [
    {
      what: 'an unknown topic to read',
      args: ['consume', 'nowhere', '--exit-at-end'],
      says: /UNKNOWN_TOPIC_OR_PARTITION.*nowhere/,
    },
    {
      what: 'an unknown topic to write',
      args: ['produce', 'nowhere'],
      input: 'a\n',
      says: /UNKNOWN_TOPIC_OR_PARTITION.*nowhere/,
    },
    {
      what: 'a partition out of range to write',
      args: ['produce', 'orders', '--partition', '9'],
      input: 'a\n',
      says: /9/,
    },
    {
      what: 'a partition out of range to read',
      args: ['consume', 'orders', '--partition', '9', '--exit-at-end'],
      says: /9/,
    },
    {
      what: 'an offset out of range',
      args: ['consume', 'orders', '--partition', '0', '--from', '1000', '--exit-at-end'],
      says: /OFFSET_OUT_OF_RANGE.*1000/,
    },
    {
      what: 'a record without a key on a keyed read',
      args: ['consume', 'orders', '--keyed', '--from', 'earliest', '--exit-at-end'],
      says: /key/,
    },
    {
      what: 'a malformed JSON line with --key-field',
      args: ['produce', 'orders', '--key-field', 'id'],
      input: '{"id": \n',
      says: /line 1/i,
    },
    {
      what: 'a JSON line without the key field',
      args: ['produce', 'orders', '--key-field', 'id'],
      input: '{"name": "x"}\n',
      says: /line 1.*id/i,
    },
    {
      what: 'an unknown config',
      args: ['topic', 'create', 'bad', '--partitions', '1', '--config', 'retention.mss=1'],
      says: /INVALID_CONFIG.*retention\.ms/,
    },
    {
      what: 'a config out of range',
      args: ['topic', 'create', 'bad', '--partitions', '1', '--config', 'min.insync.replicas=9'],
      says: /INVALID_CONFIG.*9/,
    },
    {
      what: 'a replication factor above the nodes',
      args: ['topic', 'create', 'bad', '--partitions', '1', '--replication-factor', '5'],
      says: /INVALID_REPLICATION_FACTOR.*5.*3/,
    },
    {
      what: 'a topic that exists',
      args: ['topic', 'create', 'orders', '--partitions', '1'],
      says: /TOPIC_ALREADY_EXISTS/,
    },
    {
      what: 'a bad topic name',
      args: ['topic', 'create', 'a b', '--partitions', '1'],
      says: /INVALID_TOPIC/,
    },
    {
      what: 'too large a record',
      args: ['produce', 'orders'],
      input: 'y'.repeat(5_000),
      says: /RECORD_BATCH_TOO_LARGE.*2000/,
    },
  ];

  it.each(cases)('says what is wrong: $what', async ({ args, input, says }) => {
    const { code, stderr } = await runCli([...args, ...at], input);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

it('survives garbage bytes on its port', async () => {
  const [host = '', port = ''] = weir.address.split(':');
  const socket = connect(Number(port), host);
  socket.on('error', () => {
    // Being cut off is the answer that is wanted.
  });
  socket.resume();
  socket.end(Buffer.from('GET / HTTP/1.0\r\n\r\n\0\xff\xfe garbage'));
  await new Promise((resolve) => socket.once('close', resolve));
  expect((await ordersLeader()).topicId).not.toBe('');
});

it('is alive after all this and holds what was acknowledged, nothing else', async () => {
  expect(weir.process.isRunning).toBe(true);
  const stored = await readTopic(weir.address, 'orders');
  expect(stored.map(({ value }) => value)).toEqual(['one', 'two']);
});
