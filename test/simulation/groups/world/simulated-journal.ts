import { WeirError } from '@weir/core';
import type { JournalLog, JournalPage, JournalRange, JournalRecord } from '@weir/coordinator/cores';
import type { SimulatedProcess } from '../../world/simulated-process.ts';
import { happens } from '../../world/world.ts';
import type { GroupsWorld } from './groups-world.ts';

const timeoutMs = 500;
/** How long after it was made it may lack what was written before. */
const firstAppendsMs = 3_000;
const pageSize = 5;

/** One shard's partition: what is deleted stays as a hole. */
interface Partition {
  startOffset: number;
  readonly records: JournalRecord[];
}

/** The topic of the journal: it survives everything. It exists some time after it is asked for. */
export class SimulatedJournal {
  exists = false;
  /** Whether no leader answers. */
  isDown = false;
  /** From when on it has all that it should, as nothing is in the way of those who write it. */
  soundFromMs = 0;
  /** Whether the network is cut somewhere. */
  isCutOff = false;
  /** Whether somebody has asked for it. */
  isRequested = false;
  readonly #partitions = new Map<number, Partition>();

  partition(shard: number): Partition {
    const known = this.#partitions.get(shard);
    if (known !== undefined) return known;
    const created = { startOffset: 0, records: [] };
    this.#partitions.set(shard, created);
    return created;
  }
}

/** A coordinator's way to the journal: each call takes its time, and may fail on either way. */
export class JournalClient implements JournalLog {
  readonly #world: GroupsWorld;
  readonly #process: SimulatedProcess;
  readonly #journal: SimulatedJournal;

  constructor(world: GroupsWorld, process: SimulatedProcess, journal: SimulatedJournal) {
    this.#world = world;
    this.#process = process;
    this.#journal = journal;
  }

  get exists(): boolean {
    return this.#journal.exists;
  }

  request(): void {
    if (this.#journal.isRequested) return;
    this.#journal.isRequested = true;
    const { queue, random } = this.#world;
    queue.schedule(random.nextInt(1_000), () => {
      this.#journal.exists = true;
      this.#journal.soundFromMs = queue.nowMs + firstAppendsMs;
    });
  }

  range(shard: number): Promise<JournalRange> {
    return this.#call(() => {
      const { startOffset, records } = this.#journal.partition(shard);
      return { startOffset, endOffset: records.length };
    });
  }

  read(shard: number, fromOffset: number): Promise<JournalPage> {
    return this.#call(() => {
      const { startOffset, records } = this.#journal.partition(shard);
      if (fromOffset < startOffset) {
        throw new WeirError('OFFSET_OUT_OF_RANGE', `Offset ${fromOffset} is below ${startOffset}`);
      }
      const page = records.slice(fromOffset, fromOffset + pageSize);
      return { records: page, nextOffset: fromOffset + page.length };
    });
  }

  append(shard: number, records: readonly JournalRecord[]): Promise<number> {
    return this.#call(() => {
      const partition = this.#journal.partition(shard);
      const baseOffset = partition.records.length;
      partition.records.push(...records);
      return baseOffset;
    });
  }

  deleteBefore(shard: number, offset: number): Promise<void> {
    return this.#call(() => {
      const partition = this.#journal.partition(shard);
      partition.startOffset = Math.max(partition.startOffset, offset);
    });
  }

  #call<Answer>(work: () => Answer): Promise<Answer> {
    const { network, random, queue } = this.#world;
    const { lossPerMille } = network.quality;
    const { life } = this.#process;
    return new Promise((resolve, reject) => {
      const deadline = this.#process.schedule(timeoutMs, () => {
        reject(new WeirError('REQUEST_TIMED_OUT', 'The leader did not answer in time'));
      });
      if (this.#journal.isDown || happens(random, lossPerMille)) return;
      // The request is on its way, whatever becomes of the process.
      queue.schedule(network.delayMs() + random.nextInt(10), () => {
        const outcome = attempt(work);
        if (this.#process.life !== life || happens(random, lossPerMille)) return;
        this.#process.schedule(network.delayMs(), () => {
          deadline.cancel();
          if (outcome instanceof WeirError) reject(outcome);
          else resolve(outcome);
        });
      });
    });
  }
}

function attempt<Answer>(work: () => Answer): Answer | WeirError {
  try {
    return work();
  } catch (error) {
    if (error instanceof WeirError) return error;
    throw error;
  }
}
