import { type Clock, type Random, toWeirError, WeirError } from '@weir/core';
import { AdminService, MetadataService, NodeRegistryService } from '@weir/protos';
import {
  type ChannelPool,
  createMetadataHandlers,
  type Logger,
  MetadataView,
  MetadataWatcher,
  type RpcServer,
} from '@weir/runtime';
import { LeaseKeeper, type Lease, type MetadataStore } from '@weir/store';
import { ActiveController } from './active-controller.ts';
import { createAdminHandlers } from './rpc/admin-handlers.ts';
import { createNodeRegistryHandlers } from './rpc/node-registry-handlers.ts';

/** What a controller is made of. Times are in milliseconds. */
export interface ControllerOptions {
  readonly controllerId: string;
  readonly store: MetadataStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly channels: ChannelPool;
  /** `host:port` where others reach this controller; known once its server listens. */
  readonly advertisedAddress: () => string;
  /** 1,000 by default. */
  readonly leaseTtlMs?: number;
  /** 250 by default. */
  readonly heartbeatIntervalMs?: number;
  /** Silence of a node for so long is its death; 2,000 by default. */
  readonly sessionTimeoutMs?: number;
}

/** Totals since the start, for metrics. */
export interface ControllerCounts {
  readonly elections: number;
  readonly undecidedElections: number;
  readonly activations: number;
}

const leaseName = 'controller';
const standbyPollMs = 300;

/**
 * The controller: active while it holds the lease, otherwise a standby that follows the active one.
 *
 * Invariants:
 *   - Every decision is written under the lease's token and sent with it: a controller that was
 *     replaced changes nothing.
 */
export class Controller {
  /** The cluster's metadata, whether this controller is active or not. */
  readonly metadata = new MetadataView();
  readonly #options: ControllerOptions;
  readonly #keeper: LeaseKeeper;
  readonly #watcher: MetadataWatcher;
  readonly #stop = new AbortController();
  #active: ActiveController | undefined;
  #activeAddress = '';
  readonly #counts = { elections: 0, undecidedElections: 0, activations: 0 };

  constructor(options: ControllerOptions) {
    this.#options = options;
    const { store, clock, logger, channels, advertisedAddress } = options;
    this.#keeper = new LeaseKeeper({
      ...{ store, clock, logger },
      name: leaseName,
      holder: options.controllerId,
      ttlMs: options.leaseTtlMs ?? 1_000,
      metadata: advertisedAddress,
      onAcquired: (lease) => {
        void this.#activate(lease);
      },
      onLost: () => {
        this.#deactivate();
      },
    });
    this.#watcher = new MetadataWatcher({
      ...{ channels, clock, logger },
      view: this.metadata,
      random: options.random,
      addresses: () => this.#addressesToFollow(),
    });
  }

  /** Whether this controller decides. */
  get isActive(): boolean {
    return this.#active !== undefined;
  }

  get counts(): ControllerCounts {
    return this.#counts;
  }

  /** Adds Admin, NodeRegistry and Metadata to a server that does not listen yet. */
  addTo(server: RpcServer): void {
    const requireActive = (): ActiveController => this.#requireActive();
    server.addService(AdminService.service, {
      ...createAdminHandlers(requireActive, this.#options.controllerId),
    });
    server.addService(NodeRegistryService.service, {
      ...createNodeRegistryHandlers(requireActive),
    });
    server.addService(MetadataService.service, { ...createMetadataHandlers(this.metadata) });
  }

  /** Starts to compete for the lease; the store is open and the server listens. */
  async start(): Promise<void> {
    this.#keeper.start();
    this.#watcher.start();
    this.#pollActiveAddress();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#keeper.stop();
    await this.#watcher.stop();
  }

  async #activate(lease: Lease): Promise<void> {
    const { store, channels, clock, random, logger, advertisedAddress } = this.#options;
    this.#counts.activations += 1;
    const active = new ActiveController({
      ...{ lease, store, channels, clock, random, logger },
      view: this.metadata,
      address: advertisedAddress(),
      heartbeatIntervalMs: this.#options.heartbeatIntervalMs ?? 250,
      sessionTimeoutMs: this.#options.sessionTimeoutMs ?? 2_000,
      onElections: (elected, undecided) => {
        this.#counts.elections += elected;
        this.#counts.undecidedElections += undecided;
      },
    });
    try {
      await active.start();
      if (this.#keeper.lease !== lease) {
        active.stop();
        return;
      }
      this.#active = active;
      this.#activeAddress = advertisedAddress();
      this.#watcher.refresh();
    } catch (error) {
      logger.error({ err: error }, 'Activation failed; giving the lease back');
      active.stop();
      await store.releaseLease(lease).catch(() => undefined);
    }
  }

  #deactivate(): void {
    const active = this.#active;
    this.#active = undefined;
    this.#activeAddress = '';
    if (active === undefined) return;
    active.stop();
    const level = this.#stop.signal.aborted ? 'info' : 'warn';
    this.#options.logger[level](
      { token: active.lease.token },
      'This controller is no longer active',
    );
  }

  #requireActive(): ActiveController {
    const active = this.#active;
    if (active === undefined) {
      const where = this.#activeAddress === '' ? '' : `; ${this.#activeAddress} is`;
      throw new WeirError('NOT_CONTROLLER', `This controller is not the active one${where}`, {
        metadata: this.#activeAddress === '' ? {} : { controller: this.#activeAddress },
      });
    }
    return active;
  }

  /** A standby follows the active one; an active one follows nobody. */
  #addressesToFollow(): readonly string[] {
    const isOwn = this.#activeAddress === this.#options.advertisedAddress();
    return this.isActive || isOwn || this.#activeAddress === '' ? [] : [this.#activeAddress];
  }

  #pollActiveAddress(): void {
    if (this.#stop.signal.aborted) return;
    void this.#readActiveAddress().finally(() => {
      this.#options.clock.setTimer(standbyPollMs, () => {
        this.#pollActiveAddress();
      });
    });
  }

  async #readActiveAddress(): Promise<void> {
    if (this.isActive) return;
    try {
      const [lease] = await this.#options.store.listLeases(leaseName);
      if (!this.isActive) this.#activeAddress = lease?.metadata ?? '';
    } catch (error) {
      this.#options.logger.debug({ err: toWeirError(error) }, 'Lease holder is not known');
    }
  }
}
