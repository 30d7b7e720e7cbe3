import { type Random, WeirError } from '@weir/core';
import type { EventQueue } from './event-queue.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** How bad the network is: chances per thousand messages, delays in milliseconds. */
export interface NetworkQuality {
  readonly lossPerMille: number;
  readonly duplicatePerMille: number;
  readonly latePerMille: number;
  readonly maxDelayMs: number;
  /** How late a late message may be. */
  readonly maxLateMs: number;
}

/** One call: who asks whom, and what either does. */
export interface SimulatedCall<Answer> {
  readonly from: SimulatedProcess;
  readonly to: SimulatedProcess;
  readonly deadlineMs: number;
  /** Over one connection: it may be lost, but arrives neither late nor twice. */
  readonly isOrdered?: boolean;
  /** Runs at the callee, once for each time that the message arrives. */
  readonly handle: (answer: (answer: Answer) => void, fail: (error: WeirError) => void) => void;
  /** Runs at the caller, once. */
  readonly finish: (error: WeirError | undefined, answer: Answer | undefined) => void;
}

/** A network that delays, loses, duplicates and reorders messages, and that is cut in places. */
export class SimulatedNetwork {
  quality: NetworkQuality;
  readonly #queue: EventQueue;
  readonly #random: Random;
  readonly #cut = new Set<string>();
  /** Told whenever something is cut. */
  onCut: () => void = () => undefined;

  constructor(queue: EventQueue, random: Random, quality: NetworkQuality) {
    this.#queue = queue;
    this.#random = random;
    this.quality = quality;
  }

  /** Cuts one way. */
  cut(from: SimulatedProcess, to: SimulatedProcess): void {
    this.#cut.add(`${from.name}>${to.name}`);
    this.onCut();
  }

  healAll(): void {
    this.#cut.clear();
  }

  isCut(from: SimulatedProcess, to: SimulatedProcess): boolean {
    return this.#cut.size > 0 && this.#cut.has(`${from.name}>${to.name}`);
  }

  /** Whether both ways are open: what a connection needs. */
  isConnected(one: SimulatedProcess, other: SimulatedProcess): boolean {
    return !this.isCut(one, other) && !this.isCut(other, one);
  }

  /** An ordinary delay. */
  delayMs(): number {
    return 0.1 + (this.#random.nextInt(1000) / 1000) * this.quality.maxDelayMs;
  }

  /** One message that may be lost, late, or delivered twice. */
  send(from: SimulatedProcess, to: SimulatedProcess, deliver: () => void): void {
    const { lossPerMille, duplicatePerMille } = this.quality;
    if (this.isCut(from, to) || this.#happens(lossPerMille)) return;
    const arrive = (): void => {
      if (!this.isCut(from, to)) deliver();
    };
    this.#deliver(to, this.#anyDelayMs(), arrive);
    if (this.#happens(duplicatePerMille)) this.#deliver(to, this.#anyDelayMs(), arrive);
  }

  /** A call and its answer; the caller hears of its end exactly once. */
  call<Answer>(call: SimulatedCall<Answer>): void {
    const { from, to, deadlineMs, handle, finish, isOrdered = false } = call;
    let isOver = false;
    const { life } = from;
    const end = (error: WeirError | undefined, answer: Answer | undefined): void => {
      // Who asked and has died since is not there to be told.
      if (isOver || from.life !== life) return;
      isOver = true;
      deadline.cancel();
      finish(error, answer);
    };
    const deadline = from.schedule(deadlineMs, () => {
      end(new WeirError('REQUEST_TIMED_OUT', `${to.name} did not answer in time`), undefined);
    });
    if (!to.isUp && !this.isCut(from, to) && !this.isCut(to, from)) {
      from.schedule(this.delayMs(), () => {
        end(new WeirError('UNAVAILABLE', `${to.name} refuses`), undefined);
      });
      return;
    }
    const send = isOrdered ? this.#sendOnce.bind(this) : this.send.bind(this);
    send(from, to, () => {
      handle(
        (answer) => {
          this.send(to, from, () => end(undefined, answer));
        },
        (error) => {
          this.send(to, from, () => end(error, undefined));
        },
      );
    });
  }

  #sendOnce(from: SimulatedProcess, to: SimulatedProcess, deliver: () => void): void {
    if (this.isCut(from, to) || this.#happens(this.quality.lossPerMille)) return;
    this.#deliver(to, this.delayMs(), deliver);
  }

  /** A message reaches whichever life of the process runs then. */
  #deliver(to: SimulatedProcess, delayMs: number, arrive: () => void): void {
    this.#queue.schedule(delayMs, () => {
      if (to.isUp) to.schedule(0, arrive);
    });
  }

  #anyDelayMs(): number {
    const { latePerMille, maxLateMs } = this.quality;
    if (!this.#happens(latePerMille)) return this.delayMs();
    return this.#random.nextInt(maxLateMs) + 1;
  }

  #happens(perMille: number): boolean {
    return perMille > 0 && this.#random.nextInt(1000) < perMille;
  }
}
