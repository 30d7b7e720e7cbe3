import type { TopicListing } from '@weir/protos';
import type { Tone } from '../../components/badge.tsx';
import { formatCounted } from '../../format/format-count.ts';

/** How a topic's partitions are, in a word or two. */
export interface TopicHealth {
  readonly tone: Tone;
  readonly text: string;
  /** Larger is worse, for sorting. */
  readonly rank: number;
}

type Counts = Pick<
  TopicListing,
  'leaderlessPartitions' | 'underMinIsrPartitions' | 'underReplicatedPartitions'
>;

/** The worst that is wrong with a topic: without a leader, writers refused, replicas missing. */
export function topicHealth(counts: Counts): TopicHealth {
  const { leaderlessPartitions, underMinIsrPartitions, underReplicatedPartitions } = counts;
  if (leaderlessPartitions > 0) {
    const text = `${formatCounted(leaderlessPartitions, 'partition')} without a leader`;
    return { tone: 'bad', text, rank: 3_000_000 + leaderlessPartitions };
  }
  if (underMinIsrPartitions > 0) {
    const text = `${formatCounted(underMinIsrPartitions, 'partition')} under min ISR`;
    return { tone: 'bad', text, rank: 2_000_000 + underMinIsrPartitions };
  }
  if (underReplicatedPartitions > 0) {
    const text = `${formatCounted(underReplicatedPartitions, 'partition')} under-replicated`;
    return { tone: 'warn', text, rank: 1_000_000 + underReplicatedPartitions };
  }
  return { tone: 'good', text: 'Healthy', rank: 0 };
}
