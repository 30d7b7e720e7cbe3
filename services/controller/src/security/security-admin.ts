import { type Clock, sleep, toWeirError, WeirError } from '@weir/core';
import type { SecurityDocument } from '@weir/protos';
import type { Logger, MetadataView, SecurityView } from '@weir/runtime';
import type { ClusterJournal } from '../cluster/cluster-journal.ts';
import type { ClusterState } from '../cluster/cluster-state.ts';
import { replicasOf } from '../cluster/records.ts';
import { SerialQueue } from '../cluster/serial-queue.ts';
import type { NodeCalls } from '../node/node-calls.ts';
import { hasHeardEnough } from './has-heard-enough.ts';
import { emptySecurityDocument, type SecurityChange, SecurityState } from './security-state.ts';

/** What the security of one active life works with. */
export interface SecurityAdminOptions {
  readonly state: ClusterState;
  readonly journal: ClusterJournal;
  readonly calls: NodeCalls;
  /** Nodes that were published before. */
  readonly metadata: MetadataView;
  /** Where others see what is decided here. */
  readonly view: SecurityView;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborts when this life is over. */
  readonly signal: AbortSignal;
  readonly sessionTimeoutMs: number;
  readonly expectedNodes: number | undefined;
}

const settlePollMs = 50;

/**
 * Keys, rights and limits of the cluster: what the store has of them, and every change.
 *
 * The store may have lost the newest document. So an active life begins by asking the storage nodes for
 * what they have kept, takes the largest version of all, and writes it back before it answers anybody.
 *
 * Invariants:
 *   - What others see was stored before.
 *   - A version is larger than every one that was used before: it follows the clock as well, past a
 *     store that was rolled back.
 * Tests: `security-admin.test.ts`.
 */
export class SecurityAdmin {
  readonly #options: SecurityAdminOptions;
  readonly #queue = new SerialQueue();
  readonly #heard = new Set<number>();
  #newest: SecurityDocument = emptySecurityDocument;
  #storedVersion: number | null = null;
  #settled: SecurityState | undefined;

  constructor(options: SecurityAdminOptions) {
    this.#options = options;
  }

  /** What is decided; `UNAVAILABLE` while the newest document may still be with a node. */
  get state(): SecurityState {
    return this.#requireSettled();
  }

  /** Reads the store. */
  async load(): Promise<void> {
    const stored = await this.#options.journal.readSecurity();
    this.#note(this.#options.view.document);
    if (stored === null) return;
    this.#storedVersion = stored.version;
    this.#note(stored);
  }

  /** Waits for nodes in the background. `isStoreWhole`: the store has lost nothing that is known of. */
  start(isStoreWhole: boolean): void {
    void this.#settle(isStoreWhole);
  }

  /** Asks a node for the document that it has kept; false when it does not answer. Never rejects. */
  async hear(nodeId: number): Promise<boolean> {
    const { calls, logger, signal } = this.#options;
    try {
      const document = await calls.security(nodeId, this.#newest.version);
      signal.throwIfAborted();
      if (document !== null) this.#note(document);
      this.#heard.add(nodeId);
      if (this.#settled !== undefined) await this.#queue.run(() => this.#adopt());
      return true;
    } catch (error) {
      const { code } = toWeirError(error);
      if (!signal.aborted) logger.warn({ nodeId, code }, 'No security document from a node');
      return false;
    }
  }

  /** Makes a change, one after another; resolves when it is stored and others begin to see it. */
  change<Result>(make: (state: SecurityState) => SecurityChange<Result>): Promise<Result> {
    return this.#queue.run(async () => {
      this.#requireSettled();
      await this.#adopt();
      const { content, result } = make(this.#requireSettled());
      if (content !== undefined) {
        const version = Math.max(this.#newest.version + 1, this.#options.clock.nowMs());
        await this.#save({ ...content, version });
      }
      return result;
    });
  }

  #requireSettled(): SecurityState {
    if (this.#settled !== undefined) return this.#settled;
    throw new WeirError(
      'UNAVAILABLE',
      `The controller has heard from ${this.#heard.size} of ${this.#knownNodes().size} storage ` +
        'nodes, too few to be sure of the newest keys and rights: try again soon',
    );
  }

  #note(document: SecurityDocument): void {
    if (document.version > this.#newest.version) this.#newest = document;
  }

  async #settle(isStoreWhole: boolean): Promise<void> {
    const { clock, signal, logger } = this.#options;
    const startedMs = clock.monotonicMs();
    try {
      for (;;) {
        const isLate = clock.monotonicMs() - startedMs >= this.#options.sessionTimeoutMs;
        if (this.#isHeard(isStoreWhole, isLate) && (await this.#tryAdopt())) break;
        await sleep(clock, settlePollMs, signal);
      }
    } catch {
      // This life is over.
      return;
    }
    const { version } = this.#newest;
    logger.info({ version, nodes: this.#heard.size }, 'Keys and rights are known');
  }

  /** False when the store does not answer: then it is tried again. */
  async #tryAdopt(): Promise<boolean> {
    const { logger, signal } = this.#options;
    try {
      await this.#queue.run(() => this.#adopt());
      return true;
    } catch (error) {
      signal.throwIfAborted();
      logger.debug({ err: error }, 'Keys and rights are not stored yet');
      return false;
    }
  }

  /** Decides for the newest document: stored, if it was not, and shown to others. */
  async #adopt(): Promise<void> {
    this.#note(this.#options.view.document);
    const newest = this.#newest;
    if (this.#settled !== undefined && newest.version <= this.#settled.document.version) return;
    if (newest.version > (this.#storedVersion ?? 0)) {
      const { logger } = this.#options;
      logger.warn(
        { version: newest.version, stored: this.#storedVersion },
        'The metadata store lacked the newest keys and rights: written back',
      );
      await this.#save(newest);
    } else this.#show(newest);
  }

  async #save(document: SecurityDocument): Promise<void> {
    await this.#options.journal.saveSecurity(document, this.#storedVersion);
    this.#storedVersion = document.version;
    this.#show(document);
  }

  #show(document: SecurityDocument): void {
    const { signal, view } = this.#options;
    signal.throwIfAborted();
    this.#note(document);
    this.#settled = new SecurityState(document);
    view.apply(document);
  }

  #isHeard(isStoreWhole: boolean, isLate: boolean): boolean {
    const { state, expectedNodes } = this.#options;
    const known = this.#knownNodes();
    const silent = [...known].filter((nodeId) => !this.#heard.has(nodeId));
    const isDead = (nodeId: number): boolean => state.nodeStates.get(nodeId) === 'NODE_STATE_DEAD';
    return hasHeardEnough({
      known: known.size,
      heard: known.size - silent.length,
      awaited: silent.filter((nodeId) => !isDead(nodeId)).length,
      expected: expectedNodes,
      isStoreWhole,
      isLate,
    });
  }

  /** Registered, published before, or named by a partition: a wiped store comes to know them bit by bit. */
  #knownNodes(): Set<number> {
    const { state, metadata } = this.#options;
    return new Set([
      ...state.nodes.keys(),
      ...metadata.nodes().map(({ nodeId }) => nodeId),
      ...[...state.partitions.values()].flatMap(replicasOf),
    ]);
  }
}
