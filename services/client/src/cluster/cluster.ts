import { type Clock, type Random, systemRandom, WeirError } from '@weir/core';
import { MetadataService, type Topic } from '@weir/protos';
import {
  callUnary,
  ChannelPool,
  type Logger,
  type MetadataChange,
  MetadataView,
  MetadataWatcher,
  probeTcp,
  silentLogger,
  systemClock,
} from '@weir/runtime';
import type { WeirOptions } from '../weir-options.ts';
import { LeaderHints, type PartitionLeader } from './leader-hints.ts';
import { parseBootstrap } from './parse-bootstrap.ts';
import { resolveSecurity } from './resolve-security.ts';
import { retry } from './retry.ts';

const probeTimeoutMs = 1_000;
const topicLookupMs = 5_000;
const minRefreshIntervalMs = 200;

/**
 * The cluster as the client's parts share it: metadata kept current by a watch, and channels.
 *
 * Connects at the first use. Nothing in it outlives `close`.
 */
export class Cluster {
  readonly view = new MetadataView();
  readonly channels: ChannelPool;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly clientId: string;
  readonly requestTimeoutMs: number;
  readonly bootstrap: readonly string[];
  readonly #connectTimeoutMs: number;
  /** Whether leaders are called at their external addresses. */
  readonly #isExternal: boolean;
  /** The gateway in use, where every call goes to one. */
  #gateway: string | undefined;
  readonly #hints = new LeaderHints();
  readonly #hintListeners = new Set<() => void>();
  readonly #watcher: MetadataWatcher;
  readonly #closed = new AbortController();
  readonly #failures = new Map<string, WeirError>();
  #connecting: Promise<void> | undefined;
  #refusal = new AbortController();
  #isWatching = false;
  #refreshedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: WeirOptions) {
    this.bootstrap = parseBootstrap(options.bootstrap);
    this.channels = new ChannelPool(resolveSecurity(options));
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? systemRandom;
    this.logger = options.logger ?? silentLogger;
    this.clientId = options.clientId ?? 'weir-client';
    this.requestTimeoutMs = options.requestTimeoutMs ?? 30_000;
    this.#gateway = (options.connect ?? 'direct') === 'direct' ? undefined : this.bootstrap[0];
    this.#isExternal = options.connect === 'external';
    this.#connectTimeoutMs = options.connectTimeoutMs ?? 10_000;
    this.#watcher = new MetadataWatcher({
      view: this.view,
      addresses: () => this.#metadataAddresses(),
      channels: this.channels,
      clock: this.clock,
      logger: this.logger,
      random: this.random,
      onFollowing: (address) => {
        this.#follow(address);
      },
      onFailure: (address, error) => {
        this.#noteFailure(address, error);
      },
    });
  }

  /**
   * `host:port` that every call goes to, but for those to leaders with an external address; undefined
   * where each goes to the owner of what it is about.
   */
  get gateway(): string | undefined {
    return this.#gateway;
  }

  /** Whether metadata has come and is being kept current. */
  get isInformed(): boolean {
    return this.view.isLoaded && this.#watcher.isFollowing;
  }

  /** Aborts when the client is closed. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /**
   * Resolves when the metadata is there; `UNAVAILABLE` when no bootstrap address answers in time,
   * `AUTHENTICATION_FAILED` as soon as one refuses the credentials.
   */
  async connect(): Promise<void> {
    if (this.#closed.signal.aborted) throw new WeirError('CANCELLED', 'The client is closed');
    if (this.view.isLoaded) return;
    this.#connecting ??= this.#connect();
    await this.#connecting;
  }

  /** The topic of a name, asked for if it is new; `UNKNOWN_TOPIC_OR_PARTITION` if there is none. */
  async topic(name: string): Promise<Topic> {
    await this.connect();
    const known = this.view.topicByName(name);
    if (known !== undefined) return known;
    if ((await this.#askController(name)) === undefined) throw unknownTopic(name);

    await this.view.waitFor(() => this.view.topicByName(name) !== undefined, {
      timeoutMs: topicLookupMs,
      signal: this.#closed.signal,
      what: `metadata of topic "${name}"`,
    });
    return this.view.topicByName(name) ?? (await this.topic(name));
  }

  /**
   * Whether a topic that the metadata has no more is gone, or may not be described any more, and not only
   * unknown to who was asked.
   */
  async isGone(topicId: string, name: string): Promise<boolean> {
    try {
      const found = await this.#askController(name);
      return found?.topicId !== topicId;
    } catch (error) {
      this.logger.debug({ topic: name, error }, 'Cannot tell whether a topic was deleted');
      return false;
    }
  }

  /** The leader of a partition as far as is known; undefined while there is none. */
  leaderOf(topicId: string, partition: number): PartitionLeader | undefined {
    const known = this.view.topicById(topicId)?.partitions[partition];
    if (known === undefined) return undefined;
    const hint = this.#hints.newerThan(topicId, known);
    if (hint !== undefined) return { ...hint, address: this.#reachedAt(hint.address) };
    const node = known.leader === undefined ? undefined : this.view.node(known.leader);
    return node === undefined
      ? undefined
      : { address: this.#reachedAt(node.address), leaderEpoch: known.leaderEpoch };
  }

  /** At how many addresses leaders may be, at least 1. */
  get leaderAddressCount(): number {
    const addresses = new Set(this.view.nodes().map(({ address }) => this.#reachedAt(address)));
    return Math.max(1, addresses.size);
  }

  /** Learns from an answer that the addressed node does not lead: a hint, or else fresh metadata. */
  noteNotLeader(topicId: string, partition: number, error: WeirError): void {
    if (this.#hints.note(topicId, partition, error.metadata)) {
      this.#announce();
      return;
    }
    this.logger.debug({ topicId, partition, code: error.code }, 'Leader moved');
  }

  /** Calls the listener after each change of the metadata, until the returned function is called. */
  onChange(listener: (change: MetadataChange | undefined) => void): () => void {
    const onHint = (): void => {
      listener(undefined);
    };
    const unsubscribe = this.view.onChange(listener);
    this.#hintListeners.add(onHint);
    return () => {
      unsubscribe();
      this.#hintListeners.delete(onHint);
    };
  }

  /** Asks for fresh metadata from the next address: what is known has not worked. At most 5 a second. */
  refresh(): void {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.#refreshedAtMs < minRefreshIntervalMs) return;
    this.#refreshedAtMs = nowMs;
    this.#watcher.refresh();
  }

  /** Ends the watch and all connections. */
  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    await this.#watcher.stop();
    this.channels.close();
  }

  async #connect(): Promise<void> {
    this.#refusal = new AbortController();
    const { signal: refused } = this.#refusal;
    try {
      if (!this.#isWatching) this.#watcher.start();
      this.#isWatching = true;
      await this.view.waitFor(() => this.view.isLoaded, {
        timeoutMs: this.#connectTimeoutMs,
        signal: AbortSignal.any([this.closed, refused]),
        what: 'metadata',
      });
    } catch (error) {
      if (this.closed.aborted) throw error;
      throw refused.aborted ? refused.reason : await this.#noAnswer(error);
    } finally {
      this.#connecting = undefined;
    }
  }

  #noteFailure(address: string, error: WeirError): void {
    if (this.view.isLoaded) return;
    // Before there is metadata only the bootstrap addresses are asked.
    this.#failures.set(address, error);
    if (error.code === 'AUTHENTICATION_FAILED') this.#refusal.abort(error);
  }

  async #noAnswer(cause: unknown): Promise<WeirError> {
    const findings = await Promise.all(
      this.bootstrap.map(async (address) => {
        const result = await probeTcp(address, probeTimeoutMs);
        const reason = this.#failures.get(address)?.message;
        const isKnown = result === 'open' && reason !== undefined;
        return `${address} ${findingOf[result]}${isKnown ? ` (${reason})` : ''}`;
      }),
    );
    return new WeirError(
      'UNAVAILABLE',
      `No Weir service answered within ${this.#connectTimeoutMs} ms: ${findings.join(', ')}`,
      { cause },
    );
  }

  /** The controller knows all topics; retried until it answers. */
  async #askController(name: string): Promise<Topic | undefined> {
    const { clock, random, requestTimeoutMs: timeoutMs } = this;
    return retry({ clock, random, timeoutMs, signal: this.closed }, async (deadlineMs) => {
      const address = this.#gateway ?? this.view.controllerAddress;
      if (address === '') throw new WeirError('UNAVAILABLE', 'The cluster has no controller now');
      const { snapshot } = await callUnary(
        this.channels.client(MetadataService, address),
        'getMetadata',
        { topics: [name] },
        { deadlineMs: Math.min(deadlineMs, topicLookupMs), signal: this.closed },
      );
      return snapshot?.topics.find((topic) => topic.name === name);
    });
  }

  /** Where this client calls the node of an address. */
  #reachedAt(address: string): string {
    if (this.#gateway === undefined) return address;
    if (!this.#isExternal) return this.#gateway;
    const external = this.view.nodes().find((node) => node.address === address)?.externalAddress;
    return external === undefined || external === '' ? this.#gateway : external;
  }

  /** Calls go where the metadata comes from: a gateway that is gone is left by both at once. */
  #follow(address: string): void {
    if (this.#gateway === undefined || this.#gateway === address) return;
    this.logger.debug({ from: this.#gateway, to: address }, 'Another gateway is used');
    this.#gateway = address;
    this.#announce();
  }

  #announce(): void {
    for (const listener of [...this.#hintListeners]) listener();
  }

  #metadataAddresses(): readonly string[] {
    if (this.#gateway !== undefined) return this.bootstrap;
    const known = new Set(this.bootstrap);
    if (this.view.controllerAddress !== '') known.add(this.view.controllerAddress);
    for (const { address } of this.view.nodes()) known.add(address);
    return [...known];
  }
}

const findingOf = {
  open: 'accepts connections but sends no metadata',
  refused: 'refuses connections: is Weir running there?',
  silent: 'does not answer',
} as const;

function unknownTopic(name: string): WeirError {
  return new WeirError(
    'UNKNOWN_TOPIC_OR_PARTITION',
    `Topic "${name}" does not exist, or this user may not describe it`,
  );
}
