import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Admin,
  type Consumer,
  type ConsumerOptions,
  type PartitionSummary,
  type ProducerRecord,
  type Topic,
  type Weir,
  WeirError,
} from '@weir/client';
import { type CheckRun, recordValue, RunTally } from './run-tally.ts';
import type { StepLog } from './step-log.ts';

/** What to check with. */
export interface CheckRequest {
  readonly topic: string;
  readonly recordCount: number;
}

/** The records of a run, and where they stand. */
interface WrittenRun extends CheckRun {
  readonly topic: string;
  readonly partitions: readonly PartitionSummary[];
}

/** What a topic gets that the check creates. */
const newTopic = { partitions: 3, configs: { 'retention.ms': '3600000' } };
/** How long the group of a check that failed is tried to be deleted. */
const cleanUpMs = 5_000;

/**
 * Writes records, and reads them back twice: by their partitions, and as a group, which it deletes
 * whatever happens. Rejects with what the first failing step rejected with.
 */
export async function checkCluster(
  weir: Weir,
  log: StepLog,
  request: CheckRequest,
): Promise<CheckRun> {
  const topic = await log.step('topic', {
    run: () => ensureTopic(weir.admin(), request.topic),
    tell: ({ found, isCreated }) =>
      `${found.name} ${isCreated ? 'created' : 'exists'}: ${found.partitions.length} partitions, ` +
      `replication factor ${found.replicationFactor}`,
  });
  const run = await log.step('produce', {
    run: () => produce(weir, log, { ...request, partitionCount: topic.found.partitions.length }),
    tell: ({ recordCount, partitions }) =>
      `${recordCount} records acknowledged, in ${partitions.length} partitions`,
  });
  await readStep('consume', log, run, async (tally) => {
    const assignment = run.partitions.map((each) => ({
      ...{ topic: run.topic, partition: each.partition },
      from: { offset: each.firstOffset },
    }));
    await read(weir, { assignment }, { log, tally });
  });
  await checkGroup(weir, log, run);
  return run;
}

async function ensureTopic(
  admin: Admin,
  name: string,
): Promise<{ readonly found: Topic; readonly isCreated: boolean }> {
  const describe = async () => ({
    found: (await admin.describeTopic(name)).topic,
    isCreated: false,
  });
  try {
    return await describe();
  } catch (error) {
    if (!hasCode(error, 'UNKNOWN_TOPIC_OR_PARTITION')) throw error;
  }
  try {
    return { found: (await admin.createTopic({ name, ...newTopic })).topic, isCreated: true };
  } catch (error) {
    // Another check was faster.
    if (!hasCode(error, 'TOPIC_ALREADY_EXISTS')) throw error;
    return describe();
  }
}

async function produce(
  weir: Weir,
  log: StepLog,
  { topic, recordCount, partitionCount }: CheckRequest & { readonly partitionCount: number },
): Promise<WrittenRun> {
  const runId = randomUUID();
  await using producer = weir.producer({ deliveryTimeoutMs: log.remainingMs });
  const run = { topic, runId, recordCount, partitionCount };
  const { partitions } = await producer.sendMany(recordsOf(run), { signal: log.signal });
  return { ...run, partitions };
}

/** To each partition in turn, with keys of their own, so that a compacted topic keeps them, too. */
function* recordsOf(run: CheckRequest & CheckRun): Iterable<ProducerRecord> {
  for (let index = 0; index < run.recordCount; index += 1) {
    const value = recordValue(run.runId, index);
    yield { topic: run.topic, partition: index % run.partitionCount, key: value, value };
  }
}

async function checkGroup(weir: Weir, log: StepLog, run: WrittenRun): Promise<void> {
  const admin = weir.admin();
  const groupId = `weir-check-${run.runId}`;
  const deleteGroup = () => admin.deleteGroup(groupId);
  try {
    await readStep('group', log, run, async (tally) => {
      await placeGroup(admin, groupId, run);
      const options = { groupId, topics: [run.topic], from: 'latest', autoCommit: false } as const;
      await read(weir, options, { log, tally, onRead: (consumer) => consumer.commit() });
      await checkCommitted(admin, groupId, run);
    });
  } catch (error) {
    await Promise.race([
      deleteGroup().catch(() => undefined),
      pause(cleanUpMs, undefined, { ref: false }),
    ]);
    throw error;
  }
  await log.step('delete-group', { run: deleteGroup, tell: () => `${groupId} deleted` });
}

/** Puts the group in front of the run, so that it reads nothing that stood in the topic before. */
async function placeGroup(admin: Admin, groupId: string, run: WrittenRun): Promise<void> {
  for (const { topic, partition, firstOffset } of run.partitions) {
    const to = { offset: firstOffset };
    await admin.resetOffsets({ groupId, topic, partitions: [partition], to });
  }
}

async function checkCommitted(admin: Admin, groupId: string, run: WrittenRun): Promise<void> {
  const committed = await admin.fetchOffsets(groupId);
  for (const { partition, lastOffset } of run.partitions) {
    const offset = committed.find((each) => each.partition === partition)?.offset ?? -1;
    if (offset > lastOffset) continue;
    throw new WeirError(
      'UNKNOWN_SERVER_ERROR',
      `The group has committed ${offset} of ${run.topic}/${partition}, not ${lastOffset + 1}`,
    );
  }
}

async function readStep(
  name: string,
  log: StepLog,
  run: CheckRun,
  work: (tally: RunTally) => Promise<void>,
): Promise<void> {
  const tally = new RunTally(run);
  await log.step(name, {
    run: () => work(tally),
    tell: () => `${tally.count} records read`,
    progress: () => `${tally.count} of ${run.recordCount} records came`,
  });
}

interface Reading {
  readonly log: StepLog;
  readonly tally: RunTally;
  readonly onRead?: (consumer: Consumer) => Promise<void>;
}

async function read(
  weir: Weir,
  options: ConsumerOptions,
  { log: { signal }, tally, onRead }: Reading,
): Promise<void> {
  await using consumer = weir.consumer(options);
  for await (const batch of consumer.batches({ signal })) {
    for (const record of batch.records) tally.note(record);
    if (tally.isComplete) break;
  }
  if (!signal.aborted) await onRead?.(consumer);
}

function hasCode(error: unknown, code: WeirError['code']): boolean {
  return error instanceof WeirError && error.code === code;
}
