import { describe, expect, it } from 'vitest';
import { TopicTurns } from './topic-turns.ts';

function topics(count: number, partitions: number) {
  return Array.from({ length: count }, (_, index) => ({
    name: `topic-${String(index).padStart(4, '0')}`,
    partitions,
  }));
}

describe('TopicTurns', () => {
  it('asks for all topics where they are few', () => {
    const turns = new TopicTurns();
    expect(turns.next(topics(20, 10), [])).toHaveLength(20);
    expect(turns.next(topics(20, 10), [])).toHaveLength(20);
  });

  it('comes round to each of 1,000 topics of 10 partitions in 10 rounds, the busy ones each time', () => {
    const turns = new TopicTurns();
    const all = topics(1_000, 10);
    const busiest = all.slice(500, 600).map(({ name }) => name);
    const asked = new Set<string>();
    for (let round = 0; round < 10; round += 1) {
      const names = turns.next(all, busiest);
      expect(names.length * 10).toBeLessThanOrEqual(2_000);
      expect(names).toEqual(expect.arrayContaining(busiest));
      for (const name of names) asked.add(name);
    }
    expect(asked.size).toBe(1_000);
  });

  it('leaves half of a round to the topics that are not busy', () => {
    const all = topics(1_000, 10);
    const names = new TopicTurns().next(all, all.map(({ name }) => name).toReversed());
    expect(names).toHaveLength(200);
    expect(names).toContain('topic-0000');
    expect(names).toContain('topic-0999');
  });

  it('asks for a topic that is larger than a round alone, and goes on after it', () => {
    const turns = new TopicTurns(100);
    const all = [
      { name: 'a', partitions: 500 },
      { name: 'b', partitions: 60 },
      { name: 'c', partitions: 60 },
    ];
    expect([1, 2, 3, 4].map(() => turns.next(all, []))).toEqual([['a'], ['b'], ['c'], ['a']]);
  });

  it('is not confused by topics that are gone', () => {
    const turns = new TopicTurns();
    turns.next(topics(3, 1), []);
    expect(turns.next([], ['topic-0001'])).toEqual([]);
  });
});
