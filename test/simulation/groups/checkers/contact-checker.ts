import { defaultShardCount, shardForGroup } from '@weir/core';
import type { JoinRequest, Subscribe } from '@weir/protos';
import type { SimulatedProcess } from '../../world/simulated-process.ts';
import type { CheckerContext } from './group-history.ts';
import { type OwnershipChecker, short } from './ownership-checker.ts';

/** A stream as the coordinator at its end has seen it. */
interface Contact {
  readonly subscribe: Subscribe;
  readonly coordinator: string;
  heardAtMs: number;
  closedAtMs: number | undefined;
}

/** A stream, as far as it is told from others. */
interface Stream {
  readonly serverProcess: SimulatedProcess;
}

/** A decision of a coordinator to fence a member. */
export interface Fencing {
  readonly coordinator: string;
  readonly groupId: string;
  readonly memberId: string;
  readonly reason: string;
  /** Whether the coordinator holds the shard's lease, by its own clock. */
  readonly isOwner: boolean;
}

/** Clocks run up to two percent apart. */
const slack = 0.93;

/**
 * Who was heard of when, and whether who is fenced had to be: silent for its session timeout, away for
 * longer than the grace, or late in letting go, by the coordinator that fences it.
 */
export class ContactChecker {
  readonly #context: CheckerContext;
  readonly #ownership: OwnershipChecker;
  readonly #byStream = new WeakMap<Stream, Contact>();
  readonly #memberIds = new WeakMap<Contact, string>();
  /** The last contact of each member with each coordinator. */
  readonly #byMember = new Map<string, Contact>();
  /** All members that ever had an instance id. */
  readonly #instances = new Map<string, readonly string[]>();
  readonly #subscribes = new Map<string, Subscribe>();
  /** When each coordinator loaded each shard. */
  readonly #loadedAtMs = new Map<string, number>();
  /** Shards that a coordinator has loaded from a store that may have lost something. */
  readonly #recovering = new Set<string>();
  #hasLostStore = false;
  shardCount = defaultShardCount;
  /** The stream whose message is being handled. */
  #current: Contact | undefined;

  constructor(context: CheckerContext, ownership: OwnershipChecker) {
    this.#context = context;
    this.#ownership = ownership;
  }

  /** A message of a member reaches a coordinator, which handles it next. */
  heard(stream: Stream, request: JoinRequest): void {
    const heardAtMs = this.#context.nowMs();
    const { subscribe } = request;
    if (subscribe && !this.#byStream.has(stream)) {
      const coordinator = stream.serverProcess.name;
      const contact = { subscribe, coordinator, heardAtMs, closedAtMs: undefined };
      this.#byStream.set(stream, contact);
      if (subscribe.memberId !== '') this.#know(subscribe.memberId, contact);
    }
    this.#current = this.#byStream.get(stream);
    if (this.#current === undefined) return;
    this.#current.heardAtMs = heardAtMs;
    const memberId = this.#memberIds.get(this.#current);
    if (memberId !== undefined) this.#ownership.heard(memberId, request);
  }

  /** The stream is over for its coordinator. */
  closed(stream: Stream): void {
    const contact = this.#byStream.get(stream);
    if (contact !== undefined) contact.closedAtMs ??= this.#context.nowMs();
  }

  /** A coordinator has made a member of whoever it is hearing. */
  joined(groupId: string, memberId: string): void {
    const contact = this.#current;
    if (contact === undefined) this.#context.fail(`${short(memberId)} joins without a message`);
    if (this.#subscribes.has(memberId)) this.#readmit(contact.coordinator, groupId, memberId);
    this.#know(memberId, contact);
    const { instanceId } = contact.subscribe;
    if (instanceId !== '') this.#replace(`${groupId}/${instanceId}`, memberId);
  }

  /** A coordinator says that the member has left. */
  left(memberId: string): void {
    this.#ownership.removed(memberId);
  }

  loaded(coordinator: string, shard: number, isIntact: boolean): void {
    const name = `${coordinator}/${shard}`;
    this.#loadedAtMs.set(name, this.#context.nowMs());
    if (isIntact) this.#recovering.delete(name);
    else this.#recovering.add(name);
  }

  storeLost(): void {
    this.#hasLostStore = true;
  }

  fenced(fencing: Fencing): void {
    const { memberId, reason, isOwner } = fencing;
    this.#ownership.removed(memberId);
    if (!isOwner) {
      this.#context.fail(`${fencing.coordinator} fences ${short(memberId)} without the lease`);
    }
    switch (reason) {
      case 'session-timeout':
      case 'disconnected':
        this.#checkSilent(fencing);
        break;
      case 'rebalance-timeout':
        this.#checkLate(fencing);
        break;
      case 'reset':
        break;
      default:
        if (this.#hasLostStore) return;
        this.#context.fail(`${short(memberId)} is fenced: ${reason}`);
    }
  }

  /** A member that the group did not know any more is believed, as the store may have lost it. */
  #readmit(coordinator: string, groupId: string, memberId: string): void {
    const shard = shardForGroup(groupId, this.shardCount);
    if (!this.#recovering.has(`${coordinator}/${shard}`)) {
      this.#context.fail(`${short(memberId)} is a member again, and the store has lost nothing`);
    }
    this.#ownership.readmitted(memberId);
  }

  /** Whoever had the instance id before is no member any more. */
  #replace(instance: string, memberId: string): void {
    const before = this.#instances.get(instance) ?? [];
    for (const other of before) this.#ownership.removed(other);
    this.#instances.set(instance, [...before, memberId]);
  }

  #know(memberId: string, contact: Contact): void {
    this.#memberIds.set(contact, memberId);
    this.#byMember.set(`${contact.coordinator}/${memberId}`, contact);
    this.#subscribes.set(memberId, contact.subscribe);
  }

  #checkSilent({ coordinator, groupId, memberId, reason }: Fencing): void {
    const nowMs = this.#context.nowMs();
    const loadedAtMs = this.#loadedAt(coordinator, groupId);
    const { sessionTimeoutMs, instanceId } = this.#timesOf(memberId);
    const contact = this.#byMember.get(`${coordinator}/${memberId}`);
    let sinceMs = loadedAtMs;
    let limitMs = sessionTimeoutMs;
    if (contact !== undefined && contact.heardAtMs >= loadedAtMs) {
      sinceMs = contact.heardAtMs;
      if (reason === 'disconnected' && contact.closedAtMs !== undefined && instanceId === '') {
        sinceMs = Math.max(sinceMs, contact.closedAtMs);
        limitMs = Math.min(sessionTimeoutMs, this.#context.rules.disconnectGraceMs);
      }
    }
    const silentMs = Math.round(nowMs - sinceMs);
    if (silentMs < limitMs * slack) {
      this.#context.fail(
        `${coordinator} fences ${short(memberId)}, ${reason}, ${silentMs} of ${limitMs} ms`,
      );
    }
    // A member that was never told its id joins anew.
    if (this.#context.rules.areMembersHealthy && this.#ownership.wasTold(memberId)) {
      this.#context.fail(
        `${coordinator} fences ${short(memberId)}, ${reason}: no member was at fault`,
      );
    }
  }

  #checkLate({ coordinator, memberId }: Fencing): void {
    const stored = this.#ownership.stored(memberId);
    const revocations = [...(stored?.revocations.values() ?? [])];
    const firstAtMs = Math.min(...revocations.map(({ atMs }) => atMs));
    const { rebalanceTimeoutMs } = this.#timesOf(memberId);
    // The time runs from the decision, which a store that is slow takes late.
    const limitMs = rebalanceTimeoutMs * slack;
    const lateMs = Math.round(this.#context.nowMs() - firstAtMs);
    if (lateMs >= limitMs || this.#hasLostStore || !this.#context.rules.isSound()) return;
    this.#context.fail(
      `${coordinator} fences ${short(memberId)}, which had ${lateMs} of ${rebalanceTimeoutMs} ms to let go`,
    );
  }

  #loadedAt(coordinator: string, groupId: string): number {
    const shard = shardForGroup(groupId, this.shardCount);
    return this.#loadedAtMs.get(`${coordinator}/${shard}`) ?? 0;
  }

  #timesOf(memberId: string): Subscribe {
    const times = this.#subscribes.get(memberId);
    if (times === undefined) this.#context.fail(`nobody has heard of ${short(memberId)}`);
    return times;
  }
}
