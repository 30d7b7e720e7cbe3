import { invariant } from '@weir/core';
import type { Deal } from './deal.ts';
import { type FlowArc, FlowNode, sendMaxGainFlow } from './max-gain-flow.ts';
import type { ShareBounds } from './share-bounds.ts';

/** What is given to one member as a whole: a partition, or one of each of several topics. */
export interface RackItem {
  /** What it gains to read it in a rack: how many of its partitions have a replica there. */
  readonly gains: ReadonlyMap<string, number>;
  /** The member that has it already. */
  readonly owner: number | undefined;
}

/** Members that may all read all of the items; a member is named by its index. */
export interface RackMatchingInput {
  /** The rack of each member, empty if it has none. */
  readonly racks: readonly string[];
  readonly items: readonly RackItem[];
  /** Of each member. They must leave room for exactly all items. */
  readonly bounds: readonly ShareBounds[];
  /** How members of one rack share what their rack is given. */
  readonly deal: Deal;
}

/** The members of one rack that have room. */
interface Seats {
  readonly node: FlowNode;
  readonly members: number[];
  /** Items that the rack is given, by index. */
  readonly given: number[];
}

/** Items that gain the same wherever they go, so only their number matters. */
interface ItemClass {
  readonly owner: number | undefined;
  readonly gains: ReadonlyMap<string, number>;
  readonly items: number[];
}

/** A way that items of a class may go, and what becomes of those that go it. */
interface Exit {
  readonly arc: FlowArc;
  readonly into: number[];
}

/**
 * Gives each item to a member so that they gain the most within the bounds. An owner keeps as many
 * of its items as its bounds allow.
 *
 * The matching is a flow: from the source, through the members that hold too much, to the classes of
 * items, from there into the racks that have room, and to the sink.
 */
export class RackMatching {
  readonly #input: RackMatchingInput;
  readonly #kept: readonly number[];
  /** How many more members may have `most` than have it for certain. */
  readonly #larger: number;
  readonly #source = new FlowNode();
  readonly #sink = new FlowNode();
  readonly #givers = new Map<number, FlowNode>();
  readonly #seats = new Map<string, Seats>();

  constructor(input: RackMatchingInput) {
    const { racks, items, bounds } = input;
    const kept = racks.map(() => 0);
    for (const { owner } of items) if (owner !== undefined) kept[owner] = (kept[owner] ?? 0) + 1;
    this.#input = input;
    this.#kept = kept;
    this.#larger = bounds.reduce((left, { least }) => left - least, items.length);
  }

  /** The member of each item. To be called once. */
  solve(): number[] {
    const openGivers = this.#addMembers();
    // A larger share is open to some who have it, or to some who do not: never to both.
    if (openGivers.length > 0) this.#addOpenGivers(openGivers);
    const largerSeats = this.#addSeats(openGivers.length > 0 ? 0 : this.#larger);
    const holders = this.#input.items.map(({ owner }) => owner ?? -1);
    this.#send();
    for (const [seats, larger] of largerSeats) this.#dealOut(seats, larger.flow, holders);
    return holders;
  }

  /** Tells those who must give from those who have room; returns the givers that may keep `most`. */
  #addMembers(): FlowNode[] {
    const open: FlowNode[] = [];
    for (const [member, { least, most }] of this.#input.bounds.entries()) {
      const spare = this.#keptBy(member) - least;
      if (spare <= 0) {
        this.#seatsOf(member).members.push(member);
        continue;
      }
      const giver = new FlowNode();
      this.#source.connect(giver, spare - (most - least));
      this.#givers.set(member, giver);
      if (most > least) open.push(giver);
    }
    return open;
  }

  #addOpenGivers(open: readonly FlowNode[]): void {
    const giving = new FlowNode();
    const capacity = open.length - this.#larger;
    this.#source.connect(giving, capacity);
    for (const giver of open) giving.connect(giver, 1);
  }

  /** Lets racks take what their members lack; with each comes the way to its larger shares. */
  #addSeats(larger: number): Map<Seats, FlowArc> {
    const extra = new FlowNode();
    extra.connect(this.#sink, larger);
    const arcs = new Map<Seats, FlowArc>();
    for (const seats of this.#seats.values()) {
      const capacity = seats.members.reduce((sum, member) => sum + this.#lackOf(member), 0);
      seats.node.connect(this.#sink, capacity);
      const open = seats.members.filter((member) => this.#isOpen(member)).length;
      arcs.set(seats, seats.node.connect(extra, open));
    }
    return arcs;
  }

  /** Sends items on their way and collects at each rack what came. */
  #send(): void {
    const anywhere = new FlowNode();
    const loose: number[] = [];
    const classes = [...this.#classes()].map((itemClass) => ({
      ...itemClass,
      exits: this.#addClass(itemClass, { node: anywhere, given: loose }),
    }));
    const capacity = this.#input.items.length;
    const looseExits = [...this.#seats.values()].map(({ node, given }) => ({
      arc: anywhere.connect(node, capacity),
      into: given,
    }));
    sendMaxGainFlow(this.#source, this.#sink);
    for (const { items, exits } of classes) takeOut(items, exits);
    takeOut(loose, looseExits);
  }

  #addClass({ owner, gains, items }: ItemClass, anywhere: Pick<Seats, 'node' | 'given'>): Exit[] {
    const node = new FlowNode();
    const capacity = items.length;
    const from = owner === undefined ? this.#source : this.#givers.get(owner);
    invariant(from !== undefined, 'only givers let go');
    const loss = owner === undefined ? 0 : this.#ownGain(owner, gains);
    from.connect(node, capacity, -loss);
    const exits: Exit[] = [];
    for (const [rack, gain] of gains) {
      const seats = this.#seats.get(rack);
      if (seats === undefined) continue;
      exits.push({
        arc: node.connect(seats.node, capacity, gain),
        into: seats.given,
      });
    }
    exits.push({
      arc: node.connect(anywhere.node, capacity),
      into: anywhere.given,
    });
    return exits;
  }

  /** The items that may move. */
  #classes(): Iterable<ItemClass> {
    const classes = new Map<string, ItemClass>();
    const names = new Map<ReadonlyMap<string, number>, string>();
    for (const [item, { owner, gains }] of this.#input.items.entries()) {
      if (owner !== undefined && !this.#givers.has(owner)) continue;
      const gainName = names.get(gains) ?? nameOf(gains);
      names.set(gains, gainName);
      const name = `${owner ?? ''} ${gainName}`;
      const known = classes.get(name);
      if (known === undefined) classes.set(name, { owner, gains, items: [item] });
      else known.items.push(item);
    }
    return classes.values();
  }

  /** Shares what a rack was given among its members, of which so many take a larger share. */
  #dealOut({ members, given }: Seats, larger: number, holders: number[]): void {
    let left = larger;
    const rooms = members.map((member) => {
      const takesMost = left > 0 && this.#isOpen(member);
      if (takesMost) left -= 1;
      return this.#lackOf(member) + (takesMost ? 1 : 0);
    });
    const order = this.#input.deal(rooms);
    invariant(order.length === given.length, 'a rack is given what it has room for');
    for (const [index, item] of given.toSorted((a, b) => a - b).entries()) {
      holders[item] = members[order[index] ?? -1] ?? -1;
    }
  }

  #seatsOf(member: number): Seats {
    const rack = this.#input.racks[member] ?? '';
    let seats = this.#seats.get(rack);
    if (seats === undefined) {
      seats = { node: new FlowNode(), members: [], given: [] };
      this.#seats.set(rack, seats);
    }
    return seats;
  }

  #keptBy(member: number): number {
    return this.#kept[member] ?? 0;
  }

  #lackOf(member: number): number {
    return (this.#input.bounds[member]?.least ?? 0) - this.#keptBy(member);
  }

  #isOpen(member: number): boolean {
    const bounds = this.#input.bounds[member];
    return bounds !== undefined && bounds.most > bounds.least;
  }

  #ownGain(member: number, gains: ReadonlyMap<string, number>): number {
    return gains.get(this.#input.racks[member] ?? '') ?? 0;
  }
}

function nameOf(gains: ReadonlyMap<string, number>): string {
  return JSON.stringify([...gains].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** The first items go the first way, and so on; the last ones stay where more do not fit. */
function takeOut(items: readonly number[], exits: readonly Exit[]): void {
  let next = 0;
  for (const { arc, into } of exits) {
    for (const item of items.slice(next, next + arc.flow)) into.push(item);
    next += arc.flow;
  }
}
