import { describe, expect, it } from 'vitest';
import { FairBudget } from './fair-budget.ts';

/** Takes in steps of 1 as long as there is room. */
function fill(budget: FairBudget, topic: string): number {
  let taken = 0;
  for (; budget.hasRoom(topic); taken += 1) budget.take(topic, 1);
  return taken;
}

describe('FairBudget', () => {
  it('gives a topic half, the next one half of the rest, and never all', () => {
    const budget = new FairBudget(1_200);
    expect([fill(budget, 'a'), fill(budget, 'b')]).toEqual([600, 300]);
    for (const topic of ['c', 'd', 'e', 'f']) fill(budget, topic);
    expect(budget.hasRoom('fresh')).toBe(true);
    expect(budget.usedBytes).toBeLessThan(1_200);
  });

  it('lets one request go beyond', () => {
    const budget = new FairBudget(10);
    budget.take('a', 4);
    expect(budget.hasRoom('a')).toBe(true);
    budget.take('a', 100);
    expect([budget.hasRoom('a'), budget.hasRoom('b')]).toEqual([false, false]);
  });

  it('lets waiters of a topic in one by one, in their order', async () => {
    const budget = new FairBudget(10);
    budget.take('a', 10);
    const order: string[] = [];
    const enter = async (name: string): Promise<void> => {
      await budget.room('a');
      order.push(name);
      budget.take('a', 2);
      budget.letIn();
    };
    const all = [enter('first'), enter('second'), enter('third')];
    budget.release('a', 10);
    await Promise.all(all.slice(0, 2));
    await expect.poll(() => order).toEqual(['first', 'second', 'third']);
    await Promise.all(all);
  });

  it('does not let a topic that waits keep another one out', async () => {
    const budget = new FairBudget(100);
    fill(budget, 'stuck');
    let isIn = false;
    void (async () => {
      await budget.room('stuck');
      isIn = true;
    })();
    expect(budget.hasRoom('healthy')).toBe(true);
    await budget.room('healthy');
    expect(isIn).toBe(false);
    budget.release('stuck', 10);
    await expect.poll(() => isIn).toBe(true);
  });

  it('gives the room that one topic leaves to another that waits', async () => {
    const budget = new FairBudget(10);
    budget.take('a', 10);
    const room = budget.room('b');
    budget.release('a', 10);
    await room;
    expect(budget.usedBytes).toBe(0);
  });

  it('takes back no more than was taken', () => {
    const budget = new FairBudget(10);
    budget.take('a', 1);
    expect(() => {
      budget.release('a', 2);
    }).toThrow('given back');
  });
});
