import type { ServerDuplexStream } from '@grpc/grpc-js';
import { WeirError } from '@weir/core';
import type {
  AssignedPartition,
  CommitOffsetsRequest,
  CommittedOffset,
  ConsumedPosition,
  GroupServiceHandlers,
  JoinRequest,
  JoinResponseInput,
  OffsetResultInput,
  Owned,
  Subscribe,
} from '@weir/protos';
import { handleBidiStream, handleUnary } from '@weir/runtime';
import type { FakeCluster } from './fake-cluster.ts';

type JoinStream = ServerDuplexStream<JoinRequest, JoinResponseInput>;

/** A member as the group knows it. */
export interface FakeMember {
  readonly memberId: string;
  memberEpoch: number;
  readonly subscribe: Subscribe;
  /** What it was given and has not let go. */
  owned: AssignedPartition[];
  stream: JoinStream | undefined;
  end: (error?: WeirError) => void;
}

/** Consumer groups in memory: an even spread, a partition given only once it is let go. */
export class FakeGroupService {
  readonly members = new Map<string, FakeMember>();
  readonly committed = new Map<string, CommittedOffset>();
  readonly commits: CommitOffsetsRequest[] = [];
  readonly joins: Subscribe[] = [];
  refusedJoins = 0;
  leaves = 0;
  heartbeats = 0;
  /** What members said to hold, in answer to assignments. */
  readonly owned: (Owned & { readonly memberId: string })[] = [];
  /** The positions of each heartbeat. */
  readonly positions: (readonly ConsumedPosition[])[] = [];
  /** Joins and heartbeats are taken, and not answered, while set. */
  isSilent = false;
  /** Commits, and the end of a session that leaves, wait for this. */
  hold: Promise<void> | undefined;
  /** Thrown at commits and joins while set. */
  unavailable: WeirError | undefined;
  readonly #cluster: FakeCluster;
  #nextMember = 1;
  #epoch = 0;

  constructor(cluster: FakeCluster) {
    this.#cluster = cluster;
  }

  handlers(): Pick<
    GroupServiceHandlers,
    'Join' | 'CommitOffsets' | 'FetchOffsets' | 'ListGroups' | 'DeleteGroup'
  > {
    return {
      Join: handleBidiStream((stream, { signal }) => this.#join(stream, signal)),
      CommitOffsets: handleUnary(async (request) => {
        this.commits.push(request);
        await this.hold;
        return this.#commit(request);
      }),
      FetchOffsets: handleUnary(async ({ partitions }) => ({
        offsets:
          partitions.length === 0
            ? [...this.committed.values()]
            : partitions.flatMap((place) => this.committed.get(keyOf(place)) ?? []),
      })),
      ListGroups: handleUnary(async () => ({
        groups: [{ groupId: 'g', state: 'GROUP_STATE_STABLE' as const, members: 1 }],
      })),
      DeleteGroup: handleUnary(async () => ({})),
    };
  }

  /** Ends a member's session with an error, as a fence does. */
  fence(memberId: string): void {
    const member = this.members.get(memberId);
    this.members.delete(memberId);
    member?.end(new WeirError('FENCED_MEMBER_EPOCH', 'Fenced by the test'));
    this.rebalance();
  }

  /** Breaks all streams; the members may come back. */
  breakStreams(): void {
    for (const { end } of this.members.values()) {
      end(new WeirError('COORDINATOR_NOT_AVAILABLE', 'Broken by the test'));
    }
  }

  /** Moves every member towards an even spread. */
  rebalance(): void {
    const target = this.#target();
    for (const member of this.members.values()) {
      const wanted = target.get(member.memberId) ?? [];
      const isFree = (place: AssignedPartition): boolean =>
        [...this.members.values()].every(
          (other) => other === member || !other.owned.some((held) => isSame(held, place)),
        );
      const partitions = wanted.filter(isFree);
      const revoke = member.owned.filter((held) => !wanted.some((place) => isSame(held, place)));
      const added = partitions.filter((place) => !member.owned.some((held) => isSame(held, place)));
      if (added.length === 0 && revoke.length === 0 && member.memberEpoch > 0) continue;
      this.#epoch += 1;
      member.memberEpoch = this.#epoch;
      member.owned = [...member.owned, ...added];
      tell(member, partitions, revoke);
    }
  }

  #target(): Map<string, AssignedPartition[]> {
    const members = [...this.members.values()];
    const target = new Map<string, AssignedPartition[]>(members.map((each) => [each.memberId, []]));
    for (const [index, place] of this.#cluster.places().entries()) {
      const member = members[index % members.length];
      if (member !== undefined) target.get(member.memberId)?.push(place);
    }
    return target;
  }

  async #join(stream: JoinStream, signal: AbortSignal): Promise<void> {
    if (this.unavailable !== undefined) {
      this.refusedJoins += 1;
      throw this.unavailable;
    }
    const ended = Promise.withResolvers<void>();
    let member: FakeMember | undefined;
    stream.on('data', (request: JoinRequest) => {
      if (request.subscribe && this.isSilent) return;
      if (request.subscribe) {
        this.joins.push(request.subscribe);
        member = this.#enter(request.subscribe, stream, (error) => {
          if (error === undefined) ended.resolve();
          else ended.reject(error);
        });
        if (member === undefined) ended.reject(new WeirError('UNKNOWN_MEMBER_ID', 'Unknown'));
        else this.rebalance();
      } else if (request.owned && member !== undefined) {
        const { partitions } = request.owned;
        this.owned.push({ memberId: member.memberId, ...request.owned });
        member.owned = member.owned.filter((held) => partitions.some((one) => isSame(held, one)));
        this.rebalance();
      } else if (request.heartbeat) {
        this.heartbeats += 1;
        this.positions.push(request.heartbeat.positions);
        if (!this.isSilent) stream.write({ heartbeat: {} });
      } else if (request.leave && member !== undefined) {
        this.leaves += 1;
        this.members.delete(member.memberId);
        void this.#endAfterHold(ended);
        this.rebalance();
      }
    });
    stream.on('end', () => {
      void this.#endAfterHold(ended);
    });
    signal.addEventListener('abort', () => {
      ended.resolve();
    });
    await ended.promise;
    if (member?.stream === stream) member.stream = undefined;
  }

  async #endAfterHold(ended: PromiseWithResolvers<void>): Promise<void> {
    await this.hold;
    ended.resolve();
  }

  #enter(
    subscribe: Subscribe,
    stream: JoinStream,
    end: (error?: WeirError) => void,
  ): FakeMember | undefined {
    if (subscribe.memberId !== '') {
      const known = this.members.get(subscribe.memberId);
      if (known === undefined) return undefined;
      known.stream = stream;
      known.end = end;
      // It is sent again what it has, under the epoch that it has.
      const wanted = this.#target().get(known.memberId) ?? [];
      const isWanted = (held: AssignedPartition): boolean =>
        wanted.some((place) => isSame(held, place));
      const revoke = known.owned.filter((held) => !isWanted(held));
      tell(known, known.owned.filter(isWanted), revoke);
      return known;
    }
    const memberId = `member-${this.#nextMember}`;
    this.#nextMember += 1;
    const member = { memberId, memberEpoch: 0, subscribe, owned: [], stream, end };
    this.members.set(memberId, member);
    return member;
  }

  #commit(request: CommitOffsetsRequest): { results: OffsetResultInput[] } {
    if (this.unavailable !== undefined) throw this.unavailable;
    const member = this.members.get(request.memberId);
    if (request.memberId !== '' && member === undefined) {
      throw new WeirError('UNKNOWN_MEMBER_ID', 'Unknown');
    }
    return {
      results: request.offsets.map((offset) => {
        const { topic, partition } = offset;
        const isOwned = member?.owned.some((held) => isSame(held, offset)) ?? true;
        if (isOwned) this.committed.set(keyOf(offset), offset);
        const errorCode = isOwned ? '' : 'FENCED_MEMBER_EPOCH';
        return { topic, partition, offset: offset.offset, errorCode, errorMessage: errorCode };
      }),
    };
  }
}

function tell(
  { stream, memberId, memberEpoch }: FakeMember,
  partitions: AssignedPartition[],
  revoke: AssignedPartition[],
): void {
  stream?.write({
    assignment: { memberId, memberEpoch, partitions, revoke, heartbeatIntervalMs: 20 },
  });
}

type Place = Pick<AssignedPartition, 'topic' | 'partition'>;

function isSame(left: Place, right: Place): boolean {
  return left.topic === right.topic && left.partition === right.partition;
}

function keyOf({ topic, partition }: Place): string {
  return `${topic}/${partition}`;
}
