import { describe, expect, it } from 'vitest';

import { BoundedTasks } from './bounded-tasks.ts';
import { SerialTasks } from './serial-tasks.ts';

/** A task that ends when told. */
function controlled(events: string[], name: string) {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const run = async (): Promise<void> => {
    events.push(`${name} starts`);
    await promise;
    events.push(`${name} ends`);
  };
  return {
    run,
    end: () => {
      resolve(undefined);
    },
  };
}

describe('SerialTasks', () => {
  it('starts the first task at once, the others one behind the other', async () => {
    const events: string[] = [];
    const tasks = new SerialTasks();
    const [a, b] = [controlled(events, 'a'), controlled(events, 'b')];
    const runs = [tasks.run(a.run), tasks.run(b.run)];
    expect(events).toStrictEqual(['a starts']);
    b.end();
    a.end();
    await Promise.all(runs);
    expect(events).toStrictEqual(['a starts', 'a ends', 'b starts', 'b ends']);
  });

  it('goes on behind a task that failed', async () => {
    const tasks = new SerialTasks();
    const failing = tasks.run(() => Promise.reject(new Error('no')));
    const next = tasks.run(() => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
    expect(await tasks.run(() => Promise.resolve('again'))).toBe('again');
  });
});

describe('BoundedTasks', () => {
  it('runs no more tasks at a time than it may, in the order they came', async () => {
    const events: string[] = [];
    const tasks = new BoundedTasks(2);
    const controls = ['a', 'b', 'c', 'd'].map((name) => controlled(events, name));
    const runs = controls.map((control) => tasks.run(control.run));
    expect([events, tasks.running]).toStrictEqual([['a starts', 'b starts'], 2]);
    for (const control of controls) control.end();
    await Promise.all(runs);
    expect(events.filter((event) => event.endsWith('starts'))).toStrictEqual([
      'a starts',
      'b starts',
      'c starts',
      'd starts',
    ]);
    expect(tasks.running).toBe(0);
  });
});
