import { Buffer } from 'node:buffer';
import { type ProducerId, RecordBatchBuilder } from '@weir/core';
import type { ProduceAnswer } from './simulated-node.ts';
import { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

const requestTimeoutMs = 2_500;
/** Errors of a producer's own making, or that end it: none of them may come. */
const fatalCodes = new Set([
  'INVALID_PRODUCER_EPOCH',
  'OUT_OF_ORDER_SEQUENCE',
  'UNKNOWN_PRODUCER_ID',
  'CORRUPT_BATCH',
  'INVALID_RECORD',
  'UNKNOWN_SERVER_ERROR',
]);

/** An idempotent producer: one batch of one record after another, each tried until it is answered. */
export class SimulatedProducer {
  readonly process: SimulatedProcess;
  /** Batches that were answered. */
  count = 0;
  isPaused = false;
  /** Whether a batch has no answer yet. */
  isWaiting = false;
  readonly #world: World;
  readonly #producerId: number;
  readonly #pauseMs: number;
  #leader: number;
  #attempts = 0;
  /** The highest that has answered: a leader of a lower one was replaced. */
  #leaderEpoch = 0;

  constructor(world: World, producerId: number, pauseMs: number) {
    this.#world = world;
    this.#producerId = producerId;
    this.#pauseMs = pauseMs;
    this.#leader = producerId;
    this.process = new SimulatedProcess(`p${producerId}`, world.queue);
    this.process.start();
  }

  start(): void {
    this.#next();
  }

  #next(): void {
    const { random } = this.#world;
    this.process.schedule(1 + random.nextInt(this.#pauseMs), () => {
      if (this.isPaused) {
        this.isWaiting = false;
        this.#next();
        return;
      }
      this.isWaiting = true;
      const builder = new RecordBatchBuilder({ initialBytes: 128 });
      builder.append(null, Buffer.from('v'), undefined, 0);
      const batch = builder.build({
        producerId: this.#producerId as ProducerId,
        producerEpoch: 0,
        baseSequence: this.count,
      });
      this.#send(batch);
    });
  }

  #send(batch: Buffer): void {
    const { network, nodes } = this.#world;
    const ids = [...nodes.keys()];
    const leader = ids[this.#leader % ids.length] ?? 0;
    const node = nodes.get(leader);
    if (node === undefined) return;
    network.call<ProduceAnswer>({
      from: this.process,
      to: node.process,
      deadlineMs: requestTimeoutMs,
      handle: (answer) => {
        // What is stamped is this arrival's own.
        node.produce(Buffer.from(batch), this.#leaderEpoch, answer);
      },
      finish: (error, answer) => {
        if (error === undefined && answer?.errorCode === '') this.#done(answer);
        else this.#failed(batch, answer?.errorCode ?? error?.code ?? '');
      },
    });
  }

  #done({ baseOffset, leaderEpoch }: ProduceAnswer): void {
    this.#leaderEpoch = Math.max(this.#leaderEpoch, leaderEpoch);
    this.#world.history.acknowledged(`${this.#producerId}:0:${this.count}`, baseOffset);
    this.count += 1;
    this.#attempts = 0;
    this.#next();
  }

  #failed(batch: Buffer, code: string): void {
    const { random, history } = this.#world;
    if (fatalCodes.has(code)) history.fail(`producer ${this.#producerId} is refused with ${code}`);
    const isElsewhere =
      code !== 'NOT_ENOUGH_REPLICAS' && code !== 'NOT_ENOUGH_REPLICAS_AFTER_APPEND';
    if (isElsewhere || random.nextInt(4) === 0) this.#leader = random.nextInt(1_000);
    this.#attempts = Math.min(this.#attempts + 1, 5);
    this.process.schedule(1 + random.nextInt(10 * this.#attempts), () => {
      this.#send(batch);
    });
  }
}
