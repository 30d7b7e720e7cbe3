/** A place in a network that a flow passes through. */
export class FlowNode {
  readonly arcs: FlowArc[] = [];
  /** Most that one more unit gains on its way from the source to here. */
  gain = -Infinity;
  /** Fewest arcs from the source to here on ways with that gain; -1 if there are none. */
  level = -1;
  /** The first of `arcs` that may still lead on. */
  next = 0;

  /** Lets `capacity` units go from here to `to`; each gains so much, a whole number. */
  connect(to: FlowNode, capacity: number, gain = 0): FlowArc {
    return new FlowArc({ from: this, to, capacity, gain });
  }
}

interface ArcOptions {
  readonly from: FlowNode;
  readonly to: FlowNode;
  readonly capacity: number;
  readonly gain: number;
}

/** A way from one node to another; its twin, the way back, has room for what goes this way. */
export class FlowArc {
  readonly to: FlowNode;
  readonly gain: number;
  readonly twin: FlowArc;
  /** How much more it takes. */
  room: number;

  constructor({ from, to, capacity, gain }: ArcOptions, twin?: FlowArc) {
    this.to = to;
    this.gain = gain;
    this.room = capacity;
    this.twin = twin ?? new FlowArc({ from: to, to: from, capacity: 0, gain: -gain }, this);
    from.arcs.push(this);
  }

  /** How much goes this way. */
  get flow(): number {
    return this.twin.room;
  }

  /** Lets `amount` more go this way. */
  use(amount: number): void {
    this.room -= amount;
    this.twin.room += amount;
  }
}

/**
 * Sends as much as fits from `source` to `sink`, and of all flows of that size one with the most
 * gain. The network must have no cycles; the same network gives the same flow.
 *
 * Source: the primal-dual method. Ways are used up in the order of their gain, all of one gain at
 * once by Dinic's maximum flow, so it takes as many rounds as there are different gains.
 */
export function sendMaxGainFlow(source: FlowNode, sink: FlowNode): void {
  for (;;) {
    const nodes = measureGains(source);
    if (!nodes.has(sink)) return;
    while (measureLevels(nodes, source, sink)) {
      while (push(source, sink, Infinity) > 0);
    }
  }
}

/** Sets the gain of every node that can be reached from the source, and returns those nodes. */
function measureGains(source: FlowNode): Set<FlowNode> {
  const reached = new Set([source]);
  const pending = new Set([source]);
  source.gain = 0;
  // A set goes on to what is added while it is walked through.
  for (const node of pending) {
    pending.delete(node);
    for (const { to, gain, room } of node.arcs) {
      if (room === 0 || (reached.has(to) && to.gain >= node.gain + gain)) continue;
      to.gain = node.gain + gain;
      reached.add(to);
      pending.add(to);
    }
  }
  return reached;
}

/** Counts the arcs to each node on ways of the most gain; whether one leads to the sink. */
function measureLevels(nodes: ReadonlySet<FlowNode>, source: FlowNode, sink: FlowNode): boolean {
  for (const node of nodes) {
    node.level = -1;
    node.next = 0;
  }
  source.level = 0;
  const pending = [source];
  for (const node of pending) {
    for (const arc of node.arcs) {
      if (!isBestWay(node, arc) || arc.to.level >= 0) continue;
      arc.to.level = node.level + 1;
      pending.push(arc.to);
    }
  }
  return sink.level >= 0;
}

/** Sends up to `limit` on one of the shortest ways from the node; how much that was. */
function push(node: FlowNode, sink: FlowNode, limit: number): number {
  if (node === sink) return limit;
  for (; node.next < node.arcs.length; node.next += 1) {
    const arc = node.arcs[node.next];
    if (arc === undefined || arc.to.level !== node.level + 1 || !isBestWay(node, arc)) continue;
    const sent = push(arc.to, sink, Math.min(limit, arc.room));
    if (sent === 0) continue;
    arc.use(sent);
    return sent;
  }
  return 0;
}

function isBestWay(node: FlowNode, { to, gain, room }: FlowArc): boolean {
  return room > 0 && to.gain === node.gain + gain;
}
