import { invariant, type Random, WeirError } from '@weir/core';
import type { PartitionKey } from '../topics/partition-key.ts';
import type { TopicCatalog } from '../topics/topic-catalog.ts';
import { commitFence } from './commit-fence.ts';
import { catalogOf, subscriptionOf } from './consumer-group.fixture.ts';
import { ConsumerGroup, type GroupConfig } from './consumer-group.ts';
import type { GroupSnapshot } from './group-snapshot.ts';
import type { GroupEvent } from './group-event.ts';
import type { GroupEffect } from './group-effect.ts';
import type { MemberAssignment, MemberSnapshot } from './group-member.ts';

type ServerMessage = MemberAssignment | 'ended';
type ClientMessage = { readonly memberEpoch: number; readonly held: ReadonlySet<PartitionKey> };

/** A consumer with its two directions of the stream. */
class Client {
  readonly memberId: string;
  readonly held = new Set<PartitionKey>();
  epoch = 0;
  /** What it is asked to take and to let go, until it gets round to it. */
  pending: MemberAssignment | undefined;
  inbox: ServerMessage[] = [];
  outbox: ClientMessage[] = [];
  isConnected = true;
  isGone = false;

  constructor(memberId: string) {
    this.memberId = memberId;
  }

  say(): void {
    this.outbox.push({ memberEpoch: this.epoch, held: new Set(this.held) });
  }
}

interface Unsaved {
  readonly apply: () => void;
  readonly send: () => void;
}

/**
 * A group, a store that is written later than memory, and clients whose messages cross: everything
 * that may go wrong between them, one random step at a time.
 */
export class GroupWorld {
  readonly #random: Random;
  readonly #config: GroupConfig;
  readonly #clients: Client[] = [];
  readonly #epochs = new Map<string, number>();
  #group: ConsumerGroup;
  #topics: TopicCatalog;
  #partitions: number;
  #nowMs = 0;
  readonly #saved: { group: GroupSnapshot; members: Map<string, MemberSnapshot> };
  #unsaved: Unsaved[] = [];

  constructor(random: Random, config: GroupConfig) {
    this.#random = random;
    this.#config = config;
    this.#partitions = 1 + random.nextInt(8);
    this.#topics = catalogOf(this.#partitions);
    this.#group = new ConsumerGroup(config, this.#topics);
    this.#saved = { group: this.#group.snapshot(), members: new Map() };
  }

  /** One random step, then every invariant. */
  step(): void {
    const steps: readonly (() => void)[] = [
      () => this.#join(),
      () => this.#leave(),
      () => this.#disconnect(),
      () => this.#moveCoordinator(),
      () => this.#growTopic(),
      () => this.#pass(this.#random.nextInt(2000)),
      ...Array.from({ length: 4 }, () => () => this.#reconnect()),
      ...Array.from({ length: 12 }, () => () => this.#save()),
      ...Array.from({ length: 12 }, () => () => this.#receive(this.#pick())),
      ...Array.from({ length: 12 }, () => () => this.#work(this.#pick())),
      ...Array.from({ length: 12 }, () => () => this.#deliver(this.#pick())),
    ];
    steps[this.#random.nextInt(steps.length)]?.();
    this.check();
  }

  /** Lets everybody answer until nothing moves any more. */
  settle(): void {
    for (let round = 0; round < 100; round += 1) {
      for (const client of this.#alive()) {
        if (!client.isConnected) this.#reconnectClient(client);
        while (this.#unsaved.length > 0) this.#save();
        while (client.inbox.length > 0) this.#receive(client);
        while (client.pending !== undefined) this.#work(client);
        while (client.outbox.length > 0) this.#deliver(client);
      }
      this.#pass(300);
      for (const { memberId } of this.#alive()) this.#beat(memberId);
      this.check();
    }
  }

  /** That everything is read, by exactly those who should. */
  checkConverged(): void {
    const members = this.#group.members();
    invariant(this.#group.state === (members.length > 0 ? 'stable' : 'empty'), 'it is stable');
    const held = this.#alive().reduce((sum, client) => sum + client.held.size, 0);
    invariant(members.length === 0 || held === this.#partitions, 'every partition is read');
    for (const client of this.#alive()) {
      const owned = this.#group.member(client.memberId)?.owned;
      invariant(owned?.size === client.held.size, 'a client reads what the group says it owns');
    }
  }

  check(): void {
    const readers = new Map<PartitionKey, string>();
    for (const client of this.#clients) {
      if (this.#group.member(client.memberId) === undefined || client.isGone) continue;
      this.#checkCommits(client);
      for (const key of client.held) {
        invariant(!readers.has(key), 'two members that are not fenced read one partition');
        readers.set(key, client.memberId);
      }
    }
    for (const [memberId, { epoch }] of this.#saved.members) {
      invariant(epoch >= (this.#epochs.get(memberId) ?? 0), 'a saved member epoch went back');
      this.#epochs.set(memberId, epoch);
    }
  }

  #checkCommits({ memberId, epoch, held }: Client): void {
    const fence = commitFence(this.#group, { memberId, memberEpoch: epoch });
    for (const key of held) {
      invariant(fence(key) === undefined, 'a member may commit to what it reads');
    }
  }

  #join(): void {
    if (this.#clients.length >= 12) return;
    const client = new Client(`m${this.#clients.length}`);
    this.#clients.push(client);
    const assignor = ['range', 'round-robin', 'sticky', ''][this.#random.nextInt(4)] ?? '';
    const subscription = subscriptionOf({ assignor, rebalanceTimeoutMs: 20_000 });
    this.#handle({ kind: 'joined', memberId: client.memberId, subscription });
  }

  #leave(): void {
    const client = this.#pick();
    if (client === undefined || !client.isConnected || this.#random.nextInt(2) === 0) return;
    client.isGone = true;
    this.#handle({ kind: 'left', memberId: client.memberId });
  }

  #disconnect(): void {
    const client = this.#pick();
    if (client?.isConnected !== true) return;
    client.isConnected = false;
    client.inbox = [];
    client.outbox = [];
    client.isGone = this.#random.nextInt(4) === 0;
    this.#handle({ kind: 'disconnected', memberId: client.memberId });
  }

  #reconnect(): void {
    const away = this.#alive().filter(({ isConnected }) => !isConnected);
    const client = away[this.#random.nextInt(Math.max(1, away.length))];
    if (client !== undefined) this.#reconnectClient(client);
  }

  #reconnectClient(client: Client): void {
    client.isConnected = true;
    const { memberId, epoch: memberEpoch } = client;
    // An epoch of 0: it never heard of its member id, so it starts over instead.
    if (memberEpoch === 0) {
      client.isGone = true;
      return;
    }
    const held = new Set([...client.held, ...(client.pending?.partitions ?? [])]);
    const subscription = subscriptionOf({ rebalanceTimeoutMs: 20_000 });
    this.#handle({ kind: 'returned', memberId, memberEpoch, held, subscription });
  }

  #beat(memberId: string): void {
    if (this.#group.member(memberId) !== undefined) this.#handle({ kind: 'heartbeat', memberId });
  }

  /** The coordinator dies; another one knows only what was saved. */
  #moveCoordinator(): void {
    this.#unsaved = [];
    const saved = { group: this.#saved.group, members: [...this.#saved.members.values()] };
    this.#group = ConsumerGroup.restore(this.#config, this.#topics, saved, this.#nowMs);
    for (const client of this.#alive()) {
      client.isConnected = false;
      client.inbox = [];
      client.outbox = [];
    }
    this.#handle({ kind: 'ticked' });
  }

  #growTopic(): void {
    if (this.#partitions >= 12) return;
    this.#partitions += 1;
    this.#topics = catalogOf(this.#partitions);
    this.#handle({ kind: 'topicsChanged', topics: this.#topics });
  }

  #pass(elapsedMs: number): void {
    this.#nowMs += elapsedMs;
    this.#handle({ kind: 'ticked' });
  }

  #save(): void {
    const next = this.#unsaved.shift();
    next?.apply();
    next?.send();
  }

  /** The client reads its next message. */
  #receive(client: Client | undefined): void {
    const message = client?.inbox.shift();
    if (client === undefined || message === undefined) return;
    if (message === 'ended') {
      client.isGone = true;
      return;
    }
    invariant(message.memberEpoch >= client.epoch, 'a member epoch went back');
    client.epoch = message.memberEpoch;
    client.pending = message;
  }

  /** The client lets go of one partition, or, when it has let go of all, takes the new ones. */
  #work(client: Client | undefined): void {
    if (client?.pending === undefined) return;
    const wanted = new Set(client.pending.partitions);
    const surplus = [...client.held].find((key) => !wanted.has(key));
    if (surplus !== undefined) {
      client.held.delete(surplus);
    } else {
      for (const key of wanted) client.held.add(key);
      client.pending = undefined;
    }
    if (client.isConnected) client.say();
  }

  #deliver(client: Client | undefined): void {
    const message = client?.outbox.shift();
    if (client === undefined || message === undefined) return;
    this.#handle({ kind: 'owned', memberId: client.memberId, ...message });
  }

  #handle(event: GroupEvent): void {
    let effects: GroupEffect[];
    try {
      effects = this.#group.handle(event, this.#nowMs);
    } catch (error) {
      if (!(error instanceof WeirError) || !('memberId' in event)) throw error;
      this.#end(event.memberId);
      return;
    }
    const group = this.#group.snapshot();
    const members = new Map(
      this.#group.members().map((member) => {
        const snapshot = member.snapshot();
        return [member.memberId, { ...snapshot, owned: new Map(snapshot.owned) }];
      }),
    );
    const apply = (): void => {
      this.#apply(effects, group, members);
    };
    this.#unsaved.push({ apply, send: () => this.#send(effects) });
  }

  #apply(
    effects: readonly GroupEffect[],
    group: GroupSnapshot,
    members: ReadonlyMap<string, MemberSnapshot>,
  ): void {
    for (const effect of effects) {
      if (effect.kind === 'groupChanged') this.#saved.group = group;
      if (effect.kind === 'memberRemoved') this.#saved.members.delete(effect.memberId);
      if (effect.kind !== 'memberChanged') continue;
      const member = members.get(effect.memberId);
      if (member !== undefined) this.#saved.members.set(effect.memberId, member);
    }
  }

  #send(effects: readonly GroupEffect[]): void {
    for (const effect of effects) {
      if (effect.kind === 'sessionEnded') this.#end(effect.memberId);
      if (effect.kind !== 'assigned') continue;
      const client = this.#clients.find(({ memberId }) => memberId === effect.memberId);
      if (client?.isConnected === true) client.inbox.push(effect.assignment);
    }
  }

  #end(memberId: string): void {
    const client = this.#clients.find((other) => other.memberId === memberId);
    if (client?.isConnected === true) client.inbox.push('ended');
  }

  #alive(): Client[] {
    return this.#clients.filter(({ isGone }) => !isGone);
  }

  #pick(): Client | undefined {
    const alive = this.#alive();
    return alive[this.#random.nextInt(Math.max(1, alive.length))];
  }
}
