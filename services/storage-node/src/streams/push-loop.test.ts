import { expect, it } from 'vitest';

import { PushLoop, type PushSource } from './push-loop.ts';

class Numbers implements PushSource<string> {
  readonly #name: string;
  left: number;

  constructor(name: string, left: number) {
    this.#name = name;
    this.left = left;
  }

  take(maxBytes: number) {
    if (this.left === 0 || maxBytes < 1) return undefined;
    this.left -= 1;
    return { item: this.#name, bytes: 10 };
  }
}

function harness(maxMessageBytes: number) {
  const messages: string[] = [];
  let drain: (() => void) | undefined;
  const state = { isFull: false };
  const loop = new PushLoop<string>(
    {
      write: (items) => {
        messages.push(items.join(''));
        return !state.isFull;
      },
      whenDrained: (callback) => {
        drain = callback;
      },
    },
    maxMessageBytes,
  );
  return { messages, loop, state, drain: () => drain?.() };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('puts all sources that woke in one turn into one message', async () => {
  const { messages, loop } = harness(1000);
  loop.wake(new Numbers('a', 1));
  loop.wake(new Numbers('b', 2));
  expect(messages).toEqual([]);
  await Promise.resolve();
  await turn();
  expect(messages).toEqual(['abb']);
});

it('takes turns among the sources and goes on in the next turn', async () => {
  const { messages, loop } = harness(30);
  loop.wake(new Numbers('a', 4));
  loop.wake(new Numbers('b', 2));
  await turn();
  await turn();
  await turn();
  expect(messages).toEqual(['aba', 'baa']);
});

it('takes nothing while the stream is full', async () => {
  const { messages, loop, state, drain } = harness(10);
  const source = new Numbers('a', 3);
  state.isFull = true;
  loop.wake(source);
  await turn();
  await turn();
  expect(messages).toEqual(['a']);
  expect(source.left).toBe(2);
  state.isFull = false;
  drain();
  await turn();
  await turn();
  await turn();
  expect(messages).toEqual(['a', 'a', 'a']);
});

it('is silent once it was stopped', async () => {
  const { messages, loop } = harness(10);
  loop.wake(new Numbers('a', 1));
  loop.stop();
  loop.wake(new Numbers('b', 1));
  await turn();
  expect(messages).toEqual([]);
});
