import {
  decodeMember,
  type MemberSnapshot,
  type PartitionKey,
  splitMemberDocumentKey,
} from '@weir/coordinator/cores';
import type { AssignedPartition, Assignment, JoinRequest, JoinResponse } from '@weir/protos';
import type { StoredChange } from '../world/watched-redis.ts';
import type { CheckerContext, GroupHistory } from './group-history.ts';

/** A partition that a member must let go: as of which epoch of it, and when that was stored. */
interface Revocation {
  readonly epoch: number;
  readonly atMs: number;
}

/** A member as the store has it. */
export interface StoredMember extends MemberSnapshot {
  readonly groupId: string;
  readonly revocations: Map<PartitionKey, Revocation>;
  /** What it has said that it holds no more, in answer to a revocation. */
  readonly letGo: Set<PartitionKey>;
  /** Come back with a store that was set back; nobody has written it since. */
  readonly isStale: boolean;
}

/** A stream that may have left something out. */
interface Stream {
  readonly hasBeenFull: boolean;
}

/** What a member was told last, and over which connection. */
interface Told {
  readonly connection: Stream;
  readonly epoch: number;
  readonly text: string;
  readonly partitions: string;
}

/**
 * Who owns what, by the store, and what members are told of it:
 *
 *   - No partition is in the documents of two members.
 *   - A member loses a partition only when it has said that it let go of it, left, or was fenced.
 *   - What a member is told to hold is stored before as its own.
 *   - It says that it let go only of what its application reads no more.
 *   - Its epoch only grows; it is never told the same twice on one stream.
 */
export class OwnershipChecker {
  readonly #context: CheckerContext;
  readonly #counts: GroupHistory['counts'];
  readonly #members = new Map<string, StoredMember>();
  /** Members as they were stored when the store lost something. */
  readonly #lost = new Map<string, StoredMember>();
  readonly #told = new Map<string, Told>();
  /** How often members have subscribed: each time they are told what they may know. */
  readonly #subscribed = new Map<string, number>();
  #hasLostStore = false;
  readonly #readings = new Map<string, ReadonlySet<PartitionKey>>();
  /** Members that left, were fenced or replaced, as the coordinator said, with the epoch then. */
  readonly #gone = new Set<string>();

  constructor(context: CheckerContext, counts: GroupHistory['counts']) {
    this.#context = context;
    this.#counts = counts;
  }

  /** A member as the store has it now. */
  stored(memberId: string): StoredMember | undefined {
    return this.#members.get(memberId);
  }

  storedOf(groupId: string): StoredMember[] {
    return [...this.#members.values()].filter((member) => member.groupId === groupId);
  }

  /** The epoch at which the store says, or said before it lost it, that the member was given it. */
  grantedAt(memberId: string, key: PartitionKey): number | undefined {
    const stored = this.#members.get(memberId)?.owned.get(key);
    return stored ?? this.#lost.get(memberId)?.owned.get(key);
  }

  /** The member is one again, as it says. */
  readmitted(memberId: string): void {
    this.#gone.delete(memberId);
    this.#told.delete(memberId);
  }

  /** The store has lost something; these are the members that it has now. */
  storeLost(left: readonly StoredChange[]): void {
    this.#hasLostStore = true;
    for (const [memberId, member] of this.#members) this.#lost.set(memberId, member);
    this.#members.clear();
    for (const { key, value } of left) {
      const { memberId, groupId } = splitMemberDocumentKey(key);
      if (value === null) continue;
      this.#store(groupId, decodeMember(memberId, value), { isStale: true });
    }
  }

  /** Whether the member was ever told anything. */
  wasTold(memberId: string): boolean {
    return this.#told.has(memberId);
  }

  /** A coordinator has decided that the member is none any more. */
  removed(memberId: string): void {
    this.#gone.add(memberId);
  }

  /** What the application of a process reads now, or is finishing. */
  reads(process: string, keys: Iterable<PartitionKey>): void {
    this.#readings.set(process, new Set(keys));
  }

  /** A member writes a message: what its application reads, it holds. */
  said(process: string, { owned }: JoinRequest): void {
    if (!owned) return;
    const held = new Set(owned.partitions.map(keyOf));
    for (const key of this.#readings.get(process) ?? []) {
      if (!held.has(key)) {
        this.#context.fail(`${process} says that it let go of ${short(key)}, which it still reads`);
      }
    }
  }

  /** A member's message has reached a coordinator. */
  heard(memberId: string, { owned, subscribe }: JoinRequest): void {
    if (owned) this.#answered(memberId, owned.memberEpoch, owned.partitions);
    if (subscribe) this.#subscribed.set(memberId, this.#subscribedOf(memberId) + 1);
    if (subscribe && subscribe.memberId !== '') {
      this.#answered(memberId, subscribe.memberEpoch, subscribe.ownedPartitions);
    }
  }

  /** A coordinator sends something on a member's stream. */
  sent(coordinator: string, { assignment }: JoinResponse): void {
    if (!assignment) return;
    this.#counts.assigned += 1;
    const { memberId, memberEpoch, partitions } = assignment;
    const who = `${coordinator} tells ${short(memberId)} at epoch ${memberEpoch}`;
    const stored = this.#members.get(memberId);
    if (stored !== undefined) this.#noteRevoked(stored, assignment);
    // What was stored, and is lost since, may still be told.
    const known = [stored, this.#lost.get(memberId)].flatMap((member) => member ?? []);
    if (known.length === 0) this.#context.fail(`${who}, which the store does not know`);
    if (!known.some(({ epoch }) => memberEpoch <= epoch)) {
      this.#context.fail(`${who}, stored is ${stored?.epoch}`);
    }
    for (const partition of partitions) {
      if (known.some(({ owned }) => owned.has(keyOf(partition)))) continue;
      this.#context.fail(`${who} to hold ${nameOf(partition)}, which the store does not say`);
    }
  }

  /** A member is told something on its stream. */
  received(connection: Stream, { assignment }: JoinResponse): void {
    if (!assignment) return;
    const { memberId, memberEpoch: epoch, partitions, revoke } = assignment;
    const held = partitions.map(nameOf).toSorted().join();
    const text = `${held} without ${revoke.map(nameOf).toSorted().join()}`;
    const before = this.#told.get(memberId);
    const told = { connection, epoch, text, partitions: held };
    this.#told.set(memberId, told);
    if (before !== undefined) this.#checkTold(memberId, before, told);
  }

  #checkTold(memberId: string, before: Told, { connection, epoch, text, partitions }: Told): void {
    const who = `${short(memberId)} is told at epoch ${epoch}`;
    if (epoch < before.epoch) this.#context.fail(`${who} after epoch ${before.epoch}`);
    if (before.text === text) this.#checkRepeated(memberId, before, { connection, epoch });
    // A store that was set back lets an epoch be given twice.
    const isSame = epoch !== before.epoch || before.partitions === partitions;
    if (isSame || this.#hasLostStore) return;
    this.#context.fail(`${who} ${text}, at the same epoch it was told ${before.text}`);
  }

  /** Told once more, which each subscription is a reason for. */
  #checkRepeated(
    memberId: string,
    before: Told,
    { connection, epoch }: Pick<Told, 'connection' | 'epoch'>,
  ): void {
    const subscribed = this.#subscribedOf(memberId);
    if (before.epoch === epoch) this.#subscribed.set(memberId, Math.max(0, subscribed - 1));
    if (before.connection !== connection || subscribed > 0) return;
    // What lay between was left out.
    if (before.epoch !== epoch && connection.hasBeenFull) return;
    this.#context.fail(`${short(memberId)} is told what it knows: ${before.text}`);
  }

  /** Assignments that were stored together are told one after the other, each with its epoch. */
  #noteRevoked({ revocations }: StoredMember, { memberEpoch, revoke }: Assignment): void {
    for (const partition of revoke) {
      const key = keyOf(partition);
      const known = revocations.get(key);
      if (known === undefined || known.epoch <= memberEpoch) continue;
      revocations.set(key, { ...known, epoch: memberEpoch });
    }
  }

  written(changes: readonly StoredChange[]): void {
    const groupIds = new Set<string>();
    for (const { key, value } of changes) {
      const { memberId, groupId } = splitMemberDocumentKey(key);
      groupIds.add(groupId);
      if (value === null) this.#remove(memberId);
      else this.#store(groupId, decodeMember(memberId, value));
    }
    for (const groupId of groupIds) this.#checkApart(groupId);
  }

  #subscribedOf(memberId: string): number {
    return this.#subscribed.get(memberId) ?? 0;
  }

  #answered(memberId: string, epoch: number, partitions: readonly AssignedPartition[]): void {
    const held = new Set(partitions.map(keyOf));
    for (const member of [this.#members.get(memberId), this.#lost.get(memberId)]) {
      for (const [key, revocation] of member?.revocations ?? []) {
        if (revocation.epoch <= epoch && !held.has(key)) member?.letGo.add(key);
      }
    }
  }

  #remove(memberId: string): void {
    const known = this.#members.delete(memberId);
    // What came back with a store that was set back goes without a reason of its own.
    if (known && !this.#gone.has(memberId) && !this.#hasLostStore) {
      this.#context.fail(`${short(memberId)} is removed, and neither left nor was fenced`);
    }
  }

  #store(groupId: string, snapshot: MemberSnapshot, { isStale = false } = {}): void {
    const before = this.#members.get(snapshot.memberId);
    if (before !== undefined) this.#checkChange(before, snapshot);
    const revocations = new Map(before?.revocations);
    const letGo = new Set(before?.letGo);
    const { memberId, epoch, owned, target } = snapshot;
    for (const key of new Set([...owned.keys(), ...revocations.keys(), ...letGo])) {
      if (!owned.has(key) || target.has(key)) {
        revocations.delete(key);
        letGo.delete(key);
      } else if (!revocations.has(key)) {
        revocations.set(key, { epoch, atMs: this.#context.nowMs() });
      }
    }
    this.#members.set(memberId, { ...snapshot, groupId, revocations, letGo, isStale });
  }

  #checkChange(before: StoredMember, { memberId, epoch, owned }: MemberSnapshot): void {
    const who = `${short(memberId)} at epoch ${epoch}`;
    if (epoch < before.epoch) this.#context.fail(`${who} was at ${before.epoch}`);
    if (before.isStale) return;
    const lost = this.#lost.get(memberId);
    for (const key of before.owned.keys()) {
      if (owned.has(key) || before.letGo.has(key) || lost?.letGo.has(key) === true) continue;
      this.#context.fail(`${who} owns ${short(key)} no more, and has not let go of it`);
    }
  }

  #checkApart(groupId: string): void {
    // Owners that follow each other on a store that is set back may mix what it had and what they know.
    if (this.#hasLostStore) return;
    const owners = new Map<PartitionKey, string>();
    for (const { memberId, owned } of this.storedOf(groupId)) {
      for (const key of owned.keys()) {
        const other = owners.get(key);
        if (other !== undefined) {
          this.#context.fail(`${short(memberId)} and ${short(other)} both own ${short(key)}`);
        }
        owners.set(key, memberId);
      }
    }
  }
}

/** The key of a partition that a message names. */
export function keyOf({ topicId, partition }: AssignedPartition): PartitionKey {
  return `${topicId}/${partition}` as PartitionKey;
}

/** An id as it is told in a trace. */
export function short(id: string): string {
  return id.includes('/') ? `${id.slice(0, 4)}${id.slice(id.lastIndexOf('/'))}` : id.slice(0, 6);
}

function nameOf({ topic, partition }: AssignedPartition): string {
  return `${topic}/${partition}`;
}
