/** What happens to the bytes from one process to another. */
export interface LinkRule {
  /** Bytes are swallowed, and neither an end nor a reset of the connection is passed on. */
  readonly isSilent: boolean;
  /** Bytes arrive so much later, in order. */
  readonly delayMs: number;
}

/** A link that nothing is wrong with. */
export const openLink: LinkRule = { isSilent: false, delayMs: 0 };
