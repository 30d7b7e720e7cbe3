import { setImmediate } from 'node:timers/promises';
import type { Timer } from '@weir/core';
import type { SimulatedProcess } from './simulated-process.ts';

/** More than any run needs: something goes round in a circle. */
const maxEvents = 400_000;

interface Event extends Timer {
  atMs: number;
  readonly sequence: number;
  run: (() => void) | undefined;
  readonly process: SimulatedProcess | undefined;
  readonly life: number;
}

/**
 * Everything that is going to happen, in the order of time, then of being scheduled.
 *
 * An event of a process that has died since does not happen; one of a process that is paused happens
 * when it goes on. Code that works with promises has its turn between two events.
 */
export class EventQueue {
  nowMs = 0;
  /** How many events have happened. */
  count = 0;
  readonly #heap: Event[] = [];
  #sequence = 0;

  /** Lets `run` happen after `delayMs`, in this life of the process if there is one. */
  schedule(delayMs: number, run: () => void, process?: SimulatedProcess): Timer {
    const event: Event = {
      atMs: this.nowMs + Math.max(0, delayMs),
      sequence: this.#sequence,
      run,
      process,
      life: process?.life ?? 0,
      cancel: () => {
        event.run = undefined;
      },
    };
    this.#sequence += 1;
    this.#push(event);
    return event;
  }

  /** Runs what happens until `untilMs`, or until `isDone` after some event. */
  async runUntil(untilMs: number, isDone: () => boolean = () => false): Promise<void> {
    for (;;) {
      const [next] = this.#heap;
      if (next === undefined || next.atMs > untilMs) break;
      this.#pop();
      if (next.run === undefined) continue;
      const { process } = next;
      if (process !== undefined && !this.#isDue(next, process)) continue;
      this.nowMs = next.atMs;
      this.count += 1;
      if (this.count > maxEvents) throw new Error(`${maxEvents} events, and no end`);
      next.run();
      if (process?.usesPromises === true) await setImmediate();
      if (isDone()) return;
    }
    this.nowMs = untilMs;
  }

  /** Whether its process is there to do it; what a paused one has to do is put off. */
  #isDue(event: Event, process: SimulatedProcess): boolean {
    if (process.life !== event.life || !process.isUp) return false;
    if (process.pausedUntilMs <= event.atMs) return true;
    event.atMs = process.pausedUntilMs;
    this.#push(event);
    return false;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt];
      if (parent === undefined || !isBefore(event, parent)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const leftAt = 2 * at + 1;
      const left = heap[leftAt];
      const right = heap[leftAt + 1];
      if (left === undefined) break;
      const [childAt, child] =
        right !== undefined && isBefore(right, left) ? [leftAt + 1, right] : [leftAt, left];
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = last;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.sequence < other.sequence);
}
