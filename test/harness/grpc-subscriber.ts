import type { WeirError } from '@weir/core';
import type {
  CommitPositionInput,
  OffsetResult,
  PartitionsAssigned,
  PartitionsRevoked,
  ReceivedRecord,
  RecordsReceived,
  SubscribeOpenInput,
  SubscribeRequestInput,
  SubscribeResponse,
  SubscriptionOpened,
} from '@weir/protos';
import { fromServiceError } from '@weir/runtime';
import { eventually } from './eventually.ts';
import type { MessagingClient } from './gateway-system.ts';

/** A subscriber as any language writes one: a stream of plain messages, and what came over it. */
export class GrpcSubscriber {
  readonly opened: SubscriptionOpened[] = [];
  readonly assigned: PartitionsAssigned[] = [];
  readonly revoked: PartitionsRevoked[] = [];
  readonly messages: RecordsReceived[] = [];
  readonly committed: OffsetResult[][] = [];
  /** Names of all events, in order. */
  readonly events: string[] = [];
  /** What it has now, with the next offset of each; -1 while not known. */
  readonly positions = new Map<string, number>();
  memberEpoch = 0;
  error: WeirError | undefined;
  hasEnded = false;
  readonly #stream: ReturnType<MessagingClient['subscribe']>;

  constructor(client: MessagingClient, open: SubscribeOpenInput) {
    this.#stream = client.subscribe();
    this.#stream.on('data', (response: SubscribeResponse) => {
      this.#take(response);
    });
    this.#stream.on('error', (error) => {
      this.error = fromServiceError(error);
    });
    this.#stream.on('end', () => {
      this.hasEnded = true;
    });
    this.send({ open });
  }

  /** `TOPIC/PARTITION@OFFSET` of each record, in the order in which they came. */
  get seen(): string[] {
    return this.messages.flatMap(({ topic, partition, records }) =>
      records.map(({ offset }) => `${topic}/${partition}@${offset}`),
    );
  }

  get records(): ReceivedRecord[] {
    return this.messages.flatMap(({ records }) => records);
  }

  get memberId(): string {
    return this.opened.at(-1)?.memberId ?? '';
  }

  /** The partitions that it has, sorted. */
  get partitions(): string[] {
    return [...this.positions.keys()].toSorted();
  }

  /** What a new stream needs to go on as this member. */
  returning(): Pick<SubscribeOpenInput, 'memberId' | 'memberEpoch' | 'resumeFrom'> {
    const { memberId, memberEpoch } = this;
    return { memberId, memberEpoch, resumeFrom: [...this.positions].map(toPosition) };
  }

  /** Where it stands in all that it has been given something of. */
  handled(): CommitPositionInput[] {
    return [...this.positions].map(toPosition).filter(({ offset }) => Number(offset) >= 0);
  }

  send(request: SubscribeRequestInput): void {
    this.#stream.write(request);
  }

  /** Commits, and resolves with the answer. */
  async commit(commits: CommitPositionInput[]): Promise<OffsetResult[]> {
    const before = this.committed.length;
    this.send({ commits });
    await eventually(() => this.committed.length > before, { what: 'The commit is answered' });
    return this.committed[before] ?? [];
  }

  /** Ends its half of the stream. */
  end(): void {
    this.#stream.end();
  }

  cancel(): void {
    this.#stream.cancel();
  }

  /** Takes nothing more off the stream. */
  stopReading(): void {
    this.#stream.pause();
  }

  #take({ opened, assigned, revoked, records, committed, draining }: SubscribeResponse): void {
    if (opened) {
      this.events.push('opened');
      this.opened.push(opened);
    } else if (assigned) {
      this.events.push('assigned');
      this.assigned.push(assigned);
      this.memberEpoch = assigned.memberEpoch;
      for (const { topic, partition, offset } of assigned.partitions) {
        this.positions.set(`${topic}/${partition}`, offset);
      }
    } else if (revoked) {
      this.events.push('revoked');
      this.revoked.push(revoked);
      this.memberEpoch = revoked.memberEpoch;
      for (const { topic, partition } of revoked.partitions) {
        this.positions.delete(`${topic}/${partition}`);
      }
    } else if (records) {
      this.events.push('records');
      this.messages.push(records);
      this.positions.set(`${records.topic}/${records.partition}`, records.nextOffset);
    } else if (committed) {
      this.events.push('committed');
      this.committed.push(committed.results);
    } else if (draining) {
      this.events.push('draining');
    }
  }
}

function toPosition([key, offset]: [string, number]): CommitPositionInput {
  const slash = key.lastIndexOf('/');
  return { topic: key.slice(0, slash), partition: Number(key.slice(slash + 1)), offset };
}
