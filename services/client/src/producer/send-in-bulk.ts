import { setImmediate as nextTurn } from 'node:timers/promises';
import { toWeirError, WeirError } from '@weir/core';
import type { BufferBudget } from './buffer-budget.ts';
import type { BulkSend } from './bulk-send.ts';
import type { ProducerRecord } from './producer-record.ts';

/** What a bulk send needs of its producer. */
export interface BulkIntake {
  readonly signal: AbortSignal | undefined;
  readonly budget: BufferBudget;
  /** Why nothing can be sent now. */
  readonly problem: () => WeirError | undefined;
  readonly isLoaded: (topic: string) => boolean;
  readonly load: (topic: string) => Promise<void>;
  /** Appends a record whose topic is loaded; throws when it cannot be taken. */
  readonly append: (record: ProducerRecord) => void;
}

/** So much is taken before the event loop may send, as a source need not let it. */
const turnBytes = 512 * 1024;

/** Takes records until the source ends, one cannot be taken, a batch failed, or the signal aborts. */
export async function sendInBulk(
  records: Iterable<ProducerRecord> | AsyncIterable<ProducerRecord>,
  bulk: BulkSend,
  intake: BulkIntake,
): Promise<void> {
  try {
    if (Symbol.asyncIterator in records) await takeAsync(records, bulk, intake);
    else await takeSync(records, bulk, intake);
  } catch (error) {
    bulk.refuse(toWeirError(error));
  }
}

async function takeAsync(
  records: AsyncIterable<ProducerRecord>,
  bulk: BulkSend,
  intake: BulkIntake,
): Promise<void> {
  const turn = new Turn(intake.budget);
  for await (const record of records) {
    if (turn.isOver) await turn.next();
    if (bulk.hasFailed) return;
    throwIfEnded(intake);
    if (!isReady(record, intake)) await makeReady(record, intake);
    take(record, bulk, intake);
  }
}

async function takeSync(
  records: Iterable<ProducerRecord>,
  bulk: BulkSend,
  intake: BulkIntake,
): Promise<void> {
  const turn = new Turn(intake.budget);
  for (const record of records) {
    if (turn.isOver) await turn.next();
    if (bulk.hasFailed) return;
    throwIfEnded(intake);
    if (!isReady(record, intake)) await makeReady(record, intake);
    take(record, bulk, intake);
  }
}

/** Lets the event loop send and receive after every so many bytes taken. */
class Turn {
  readonly #budget: BufferBudget;
  #endBytes: number;

  constructor(budget: BufferBudget) {
    this.#budget = budget;
    this.#endBytes = budget.usedBytes + turnBytes;
  }

  get isOver(): boolean {
    return this.#budget.usedBytes >= this.#endBytes;
  }

  async next(): Promise<void> {
    await nextTurn();
    this.#endBytes = this.#budget.usedBytes + turnBytes;
  }
}

function isReady(record: ProducerRecord, { budget, isLoaded }: BulkIntake): boolean {
  return budget.hasRoom && isLoaded(record.topic);
}

async function makeReady(record: ProducerRecord, intake: BulkIntake): Promise<void> {
  if (!intake.isLoaded(record.topic)) await intake.load(record.topic);
  await intake.budget.room();
}

function take(record: ProducerRecord, bulk: BulkSend, intake: BulkIntake): void {
  intake.append(record);
  bulk.take();
  intake.budget.passOn();
}

function throwIfEnded({ signal, problem }: BulkIntake): void {
  if (signal?.aborted === true) throw new WeirError('CANCELLED', 'The bulk send was aborted');
  const error = problem();
  if (error !== undefined) throw error;
}
