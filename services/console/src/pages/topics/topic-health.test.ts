import { expect, it } from 'vitest';
import { topicHealth } from './topic-health.ts';

const healthy = { leaderlessPartitions: 0, underMinIsrPartitions: 0, underReplicatedPartitions: 0 };

it('is good while nothing is wrong', () => {
  expect(topicHealth(healthy)).toEqual({ tone: 'good', text: 'Healthy', rank: 0 });
});

it('tells the worst of what is wrong, and sorts by it', () => {
  const few = topicHealth({ ...healthy, underReplicatedPartitions: 90 });
  const refused = topicHealth({
    ...healthy,
    underReplicatedPartitions: 90,
    underMinIsrPartitions: 2,
  });
  const gone = topicHealth({ ...healthy, underMinIsrPartitions: 2, leaderlessPartitions: 1 });
  expect(few).toMatchObject({ tone: 'warn', text: '90 partitions under-replicated' });
  expect(refused).toMatchObject({ tone: 'bad', text: '2 partitions under min ISR' });
  expect(gone).toMatchObject({ tone: 'bad', text: '1 partition without a leader' });
  expect(few.rank).toBeLessThan(refused.rank);
  expect(refused.rank).toBeLessThan(gone.rank);
});
