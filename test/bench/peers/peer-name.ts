/** Whom Weir can be measured against. */
export const peerNames = ['kafka', 'nats'] as const;

/** One of them. */
export type PeerName = (typeof peerNames)[number];
