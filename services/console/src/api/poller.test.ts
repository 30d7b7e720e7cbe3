import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { nextDelayMs, Poller } from './poller.ts';

/** A world in which time passes when it is told to, and answers come when they are given. */
class World {
  nowMs = 1_000;
  isHidden = false;
  timer: { readonly callback: () => void; readonly delayMs: number } | undefined;
  readonly requests: {
    readonly signal: AbortSignal;
    readonly answer: PromiseWithResolvers<number>;
  }[] = [];

  poller(): Poller<number> {
    return new Poller<number>({
      load: (signal) => {
        const answer = Promise.withResolvers<number>();
        signal.addEventListener('abort', () => {
          answer.reject(new DOMException('gone', 'AbortError'));
        });
        this.requests.push({ signal, answer });
        return answer.promise;
      },
      isHidden: () => this.isHidden,
      schedule: (callback, delayMs) => {
        const timer = { callback, delayMs };
        this.timer = timer;
        return () => {
          if (this.timer === timer) this.timer = undefined;
        };
      },
      nowMs: () => this.nowMs,
    });
  }

  /** Lets the timer go off. */
  fire(): void {
    const { timer } = this;
    this.timer = undefined;
    this.nowMs += timer?.delayMs ?? 0;
    timer?.callback();
  }

  async answer(value: number | Error): Promise<void> {
    const { answer } = this.requests.at(-1) ?? {};
    if (typeof value === 'number') answer?.resolve(value);
    else answer?.reject(value);
    await new Promise(setImmediate);
  }
}

const unavailable = new ApiError('away', { code: 'UNAVAILABLE', status: 0 });

describe('Poller', () => {
  it('asks at once, and again an interval after the answer', async () => {
    const world = new World();
    const poller = world.poller();
    poller.subscribe(2_000);
    expect(world.timer?.delayMs).toBe(0);
    world.fire();
    await world.answer(7);
    expect(poller.state.value).toEqual({ data: 7, error: undefined, atMs: 1_000 });
    expect(world.timer?.delayMs).toBe(2_000);
  });

  it('never has two requests under way', async () => {
    const world = new World();
    const poller = world.poller();
    poller.subscribe(2_000);
    world.fire();
    poller.refresh();
    poller.subscribe(100);
    expect(world.requests).toHaveLength(1);
    await world.answer(1);
    expect(world.requests).toHaveLength(2);
  });

  it('takes the shortest interval of those who want it', async () => {
    const world = new World();
    const poller = world.poller();
    poller.subscribe(5_000);
    const end = poller.subscribe(1_000);
    world.fire();
    await world.answer(1);
    expect(world.timer?.delayMs).toBe(1_000);
    end();
    world.fire();
    await world.answer(2);
    expect(world.timer?.delayMs).toBe(5_000);
  });

  it('keeps the last answer when a request fails, and waits longer each time', async () => {
    const world = new World();
    const poller = world.poller();
    poller.subscribe(2_000);
    world.fire();
    await world.answer(7);
    world.fire();
    await world.answer(unavailable);
    expect(poller.state.value).toMatchObject({ data: 7, error: unavailable });
    expect(world.timer?.delayMs).toBe(4_000);
    world.fire();
    await world.answer(unavailable);
    expect(world.timer?.delayMs).toBe(8_000);
    world.fire();
    await world.answer(8);
    expect(poller.state.value).toMatchObject({ data: 8, error: undefined });
    expect(world.timer?.delayMs).toBe(2_000);
  });

  it('asks for nothing while the page is hidden, and at once when it is seen again', async () => {
    const world = new World();
    const poller = world.poller();
    poller.subscribe(2_000);
    world.fire();
    world.isHidden = true;
    poller.visibilityChanged();
    await world.answer(1);
    expect(world.timer).toBeUndefined();
    world.isHidden = false;
    world.nowMs += 60_000;
    poller.visibilityChanged();
    expect(world.timer?.delayMs).toBe(0);
  });

  it('gives its request up when nobody wants it any more', async () => {
    const world = new World();
    const poller = world.poller();
    const end = poller.subscribe(2_000);
    world.fire();
    end();
    await new Promise(setImmediate);
    expect(world.requests[0]?.signal.aborted).toBe(true);
    expect(world.timer).toBeUndefined();
    expect(poller.state.value.error).toBeUndefined();
  });

  it('does not keep what one may no longer see', async () => {
    const world = new World();
    const poller = world.poller();
    poller.subscribe(2_000);
    world.fire();
    await world.answer(7);
    world.fire();
    await world.answer(new ApiError('no', { code: 'AUTHENTICATION_FAILED', status: 401 }));
    expect(poller.state.value).toMatchObject({ data: undefined, error: { status: 401 } });
  });

  it('forgets everything for another caller, what is on its way too, and asks anew', async () => {
    const world = new World();
    const poller = world.poller();
    poller.subscribe(2_000);
    world.fire();
    await world.answer(7);
    world.fire();
    poller.reset();
    await world.answer(8);
    expect(poller.state.value.data).toBeUndefined();
    expect(world.timer?.delayMs).toBe(0);
    world.fire();
    await world.answer(9);
    expect(poller.state.value.data).toBe(9);
  });

  it('goes on for one who comes back while the old request ends', async () => {
    const world = new World();
    const poller = world.poller();
    poller.subscribe(2_000)();
    poller.subscribe(2_000);
    world.fire();
    await world.answer(3);
    expect(poller.state.value.data).toBe(3);
    expect(world.timer?.delayMs).toBe(2_000);
  });
});

describe('nextDelayMs', () => {
  it('doubles for each failure, up to 10 s, and never falls below the interval', () => {
    expect([0, 1, 2, 5, 9].map((failures) => nextDelayMs(2_000, failures))).toEqual([
      2_000, 4_000, 8_000, 10_000, 10_000,
    ]);
    expect(nextDelayMs(60_000, 3)).toBe(60_000);
  });
});
