import { TopicPattern, toTopicId } from '@weir/core';
import { describe, expect, it } from 'vitest';
import { TopicCatalog } from './topic-catalog.ts';

describe('TopicCatalog', () => {
  it('lists the topics that a pattern matches, internal ones left out', () => {
    const catalog = new TopicCatalog(
      ['orders', 'orders-eu', '__weir_offsets'].map((name, index) => ({
        topicId: toTopicId(`00000000-0000-4000-8000-00000000000${index}`),
        name,
        partitions: 3,
      })),
    );
    const names = catalog.matching(new TopicPattern('.*')).map(({ name }) => name);
    expect(names).toEqual(['orders', 'orders-eu']);
  });
});
