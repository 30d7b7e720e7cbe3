import type { PartitionKey } from '../topics/partition-key.ts';
import type { TopicCatalog } from '../topics/topic-catalog.ts';
import type { Subscription } from './subscription.ts';

/** What happens to a group. */
export type GroupEvent =
  /** A new member, under an id that was made for it. */
  | {
      readonly kind: 'joined';
      readonly memberId: string;
      readonly subscription: Subscription;
    }
  /** A member came back on a new stream. */
  | {
      readonly kind: 'returned';
      readonly memberId: string;
      readonly memberEpoch: number;
      readonly held: ReadonlySet<PartitionKey>;
      readonly subscription: Subscription;
    }
  /** A connected member wants something else. */
  | {
      readonly kind: 'resubscribed';
      readonly memberId: string;
      readonly subscription: Subscription;
    }
  /** A member says what it holds, in answer to the assignment of `memberEpoch`. */
  | {
      readonly kind: 'owned';
      readonly memberId: string;
      readonly memberEpoch: number;
      readonly held: ReadonlySet<PartitionKey>;
    }
  | { readonly kind: 'heartbeat'; readonly memberId: string }
  | { readonly kind: 'left'; readonly memberId: string }
  /** The member's stream broke. */
  | { readonly kind: 'disconnected'; readonly memberId: string }
  | { readonly kind: 'topicsChanged'; readonly topics: TopicCatalog }
  /** Offsets are about to be reset by force: all members must start over. */
  | { readonly kind: 'allFenced' }
  /** Time has passed. */
  | { readonly kind: 'ticked' };
