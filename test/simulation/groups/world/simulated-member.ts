import { SeededRandom } from '@weir/core';
import type { Cluster } from '@weir/client/cores';
import { type Logger, MetadataView } from '@weir/runtime';
import { SimulatedProcess } from '../../world/simulated-process.ts';
import { between } from '../../world/world.ts';
import { createGroupClient } from './group-channel.ts';
import type { GroupsWorld } from './groups-world.ts';
import { MemberApplication, type MemberProfile } from './member-application.ts';
import type { SimulatedCoordinator } from './simulated-coordinator.ts';

/** What a simulated member is made of. */
export interface SimulatedMemberOptions {
  readonly world: GroupsWorld;
  readonly name: string;
  readonly profile: MemberProfile;
  readonly coordinators: () => readonly SimulatedCoordinator[];
}

const requestTimeoutMs = 3_000;

/** A member's process: the real membership over simulated streams, and an application. */
export class SimulatedMember {
  readonly process: SimulatedProcess;
  profile: MemberProfile;
  readonly #options: SimulatedMemberOptions;
  #application: MemberApplication | undefined;

  constructor(options: SimulatedMemberOptions) {
    this.#options = options;
    this.profile = options.profile;
    this.process = new SimulatedProcess(options.name, options.world.queue, { usesPromises: true });
  }

  get application(): MemberApplication | undefined {
    return this.#application;
  }

  start(): void {
    const { world, name } = this.#options;
    this.process.start();
    world.trace.note(name, 'starts in', this.profile.groupId, this.profile.instanceId);
    const random = new SeededRandom(world.random.nextSafeInteger());
    const clock = this.process.clock();
    const application = new MemberApplication({
      ...{ world, name, clock, random, profile: this.profile },
      cluster: createMemberCluster(world, this.process, this.#options.coordinators, random),
      onFailed: (error) => {
        world.trace.note(name, 'is refused:', error.code);
        world.history.checkRefused(error);
        this.process.schedule(between(random, 100, 800), () => {
          this.#restart();
        });
      },
    });
    this.#application = application;
    this.process.schedule(0, () => {
      application.start();
    });
  }

  /** Ends at once, without a word. */
  kill({ isMachine = false } = {}): void {
    if (!this.process.isUp) return;
    const { world, name } = this.#options;
    world.trace.note(name, isMachine ? 'dies with its machine' : 'dies');
    this.process.stop();
    this.#application = undefined;
    for (const connection of [...world.connections]) {
      if (connection.isOf(this.process)) connection.died(this.process, { isMachine });
    }
  }

  /** Leaves its group, then ends; `done` is called at its end. */
  leave(done: () => void): void {
    const application = this.#application;
    if (application === undefined || !this.process.isUp) return;
    this.#options.world.trace.note(this.#options.name, 'leaves');
    this.process.schedule(0, () => {
      void this.#close(application, done);
    });
  }

  async #close(application: MemberApplication, done: () => void): Promise<void> {
    await application.close();
    if (this.#application !== application) return;
    this.kill();
    done();
  }

  /** What the application does when its group will not have it. */
  #restart(): void {
    this.kill();
    this.start();
  }
}

/** As much of a client's cluster as membership, commits and fetches of offsets use. */
export function createMemberCluster(
  world: GroupsWorld,
  process: SimulatedProcess,
  coordinators: () => readonly SimulatedCoordinator[],
  random: SeededRandom,
): Cluster {
  const view = new MetadataView();
  world.topics.follow(process, view);
  const debug = (facts: { readonly code?: string }, text: string): void => {
    world.trace.note(process.name, text, facts.code);
  };
  const logger = { debug, info: debug, warn: debug } as unknown as Logger;
  const cluster = {
    ...{ view, random, logger, requestTimeoutMs, clientId: process.name },
    clock: process.clock(),
    bootstrap: coordinators().map(({ address }) => address),
    closed: new AbortController().signal,
    connect: async () => undefined,
    channels: {
      client: (_service: unknown, address: string) =>
        createGroupClient(
          world,
          process,
          coordinators().find((coordinator) => coordinator.address === address),
        ),
    },
  };
  return cluster as unknown as Cluster;
}
