/**
 * The nodes that came before there was a cluster: one of them may know which one it was.
 *
 * Pure state.
 */
export class Founders {
  readonly #expectedNodes: number;
  readonly #heardEnough = Promise.withResolvers<void>();
  #nodes = 0;
  #clusterId = '';

  /** `expectedNodes`: how many there are, where that is known; nobody waits for more. */
  constructor(expectedNodes = Number.POSITIVE_INFINITY) {
    this.#expectedNodes = expectedNodes;
  }

  /** The cluster that a node has data of; `''` as long as none has said so. */
  get clusterId(): string {
    return this.#clusterId;
  }

  /** Resolves when a node has named a cluster, or all have come. */
  get heardEnough(): Promise<void> {
    return this.#heardEnough.promise;
  }

  /** A node has come, with the id of its cluster or `''`. */
  came(clusterId: string): void {
    this.#nodes += 1;
    if (this.#clusterId === '') this.#clusterId = clusterId;
    if (clusterId !== '' || this.#nodes >= this.#expectedNodes) this.#heardEnough.resolve();
  }
}
