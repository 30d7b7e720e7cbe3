import { Cluster } from '@weir/client/for-gateway';
import { RecordBatchBuilder, WeirError } from '@weir/core';
import {
  AdminService,
  type AdminServiceHandlers,
  GroupService,
  type GroupServiceHandlers,
  LogService,
  type LogServiceHandlers,
  MetadataService,
} from '@weir/protos';
import {
  type Caller,
  ChannelPool,
  createMetadataHandlers,
  MetadataView,
  RpcServer,
  type SecurityGate,
  silentLogger,
  unrestrictedCaller,
} from '@weir/runtime';
import { addRoutes } from './add-routes.ts';
import type { RelayMeter } from './relay-metrics.ts';

/** What a service behind the gateway answers; all else is not implemented. */
export interface FakeHandlers {
  readonly admin?: Partial<AdminServiceHandlers>;
  readonly group?: Partial<GroupServiceHandlers>;
  readonly log?: Partial<LogServiceHandlers>;
}

/** The id of the topic `t` of a fixture. */
export const topicId = '00000000-0000-4000-8000-000000000001';

/**
 * A gateway's routes with services behind it that answer what a test says, all on loopback ports. The first
 * service is the controller.
 */
export class RoutingFixture implements AsyncDisposable {
  readonly view = new MetadataView();
  readonly channels = new ChannelPool();
  readonly addresses: string[] = [];
  /** Who calls the gateway. */
  caller: Caller = unrestrictedCaller;
  /** Node numbers, from 1, of the leaders of the partitions of topic `t`; 0 is none. */
  leaders: number[] = [];
  /** Service numbers, from 1, of the owners of the group shards, in turn. */
  coordinators: number[] = [1];
  /** The name of the topic. */
  topic = 't';
  address = '';
  server: RpcServer | undefined;
  #cluster: Cluster | undefined;
  #meter: RelayMeter | undefined;
  #version = 0;
  readonly #services: RpcServer[] = [];

  /** Starts the services and a gateway in front of them. */
  static async start(
    services: readonly FakeHandlers[],
    meter?: RelayMeter,
  ): Promise<RoutingFixture> {
    const fixture = new RoutingFixture();
    fixture.#meter = meter;
    for (const handlers of services) await fixture.#startService(handlers);
    fixture.publish();
    await fixture.#startGateway();
    return fixture;
  }

  /** The address of the service of a number, from 1. */
  addressOf(number: number): string {
    return this.addresses[number - 1] ?? '';
  }

  /** Ends a service at once. */
  async stopService(number: number): Promise<void> {
    await this.#services[number - 1]?.stop({ graceMs: 0 });
  }

  /** Tells the gateway what is; resolves when it knows. */
  async tell(leaders: number[]): Promise<void> {
    this.leaders = leaders;
    this.publish();
    const version = this.#version;
    await this.#cluster?.view.waitFor(() => (this.#cluster?.view.version ?? 0) >= version, {
      timeoutMs: 10_000,
    });
  }

  publish(): void {
    this.#version += 1;
    const shards = Array.from({ length: 64 }, (_none, shard) => shard);
    this.view.replace({
      ...{ clusterId: 'fake', generation: 'one', version: this.#version, groupShards: 64 },
      controllerAddress: this.addressOf(1),
      nodes: this.addresses.map((address, index) => ({
        ...{
          nodeId: index + 1,
          address,
          host: `h${index}`,
          rack: '',
          externalAddress: '',
          nodeEpoch: 1,
        },
        state: 'NODE_STATE_ALIVE' as const,
      })),
      coordinators: this.coordinators.map((number, index) => ({
        coordinatorId: `c${index}`,
        address: this.addressOf(number),
        shards: shards.filter((shard) => shard % this.coordinators.length === index),
      })),
      topics: [
        {
          ...{ topicId, name: this.topic, internal: false, configs: {}, configVersion: 1 },
          replicationFactor: 1,
          partitions: this.leaders.map((leader, partition) => ({
            ...{ partition, leaderEpoch: this.#version, partitionEpoch: this.#version },
            ...(leader === 0 ? undefined : { leader }),
            ...{ assignedReplicas: [1], inSyncReplicas: [1], leaderlessReason: '' },
          })),
        },
      ],
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.channels.close();
    await this.server?.stop({ graceMs: 0 });
    await this.#cluster?.close();
    for (const service of this.#services) await service.stop({ graceMs: 0 });
  }

  async #startService({ admin, group, log }: FakeHandlers): Promise<void> {
    const server = new RpcServer({ logger: silentLogger });
    server.addService(MetadataService.service, createMetadataHandlers(this.view));
    if (admin !== undefined) server.addService(AdminService.service, admin as never);
    if (group !== undefined) server.addService(GroupService.service, group as never);
    if (log !== undefined) server.addService(LogService.service, log as never);
    const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
    this.#services.push(server);
    this.addresses.push(address);
  }

  async #startGateway(): Promise<void> {
    const security: SecurityGate = { identify: () => this.caller };
    this.server = new RpcServer({ logger: silentLogger, security });
    this.#cluster = new Cluster({ bootstrap: this.addresses, requestTimeoutMs: 5_000 });
    addRoutes(this.server, this.#cluster, this.#meter);
    ({ address: this.address } = await this.server.listen({ host: '127.0.0.1', port: 0 }));
    await this.#cluster.connect();
  }
}

/** Somebody who may do nothing but what is said. */
export function callerWho(powers: Partial<Caller>): Caller {
  const caller: Caller = {
    ...unrestrictedCaller,
    ...{ principal: 'user:ann', isInternal: false },
    ...powers,
    require(operation, { type, name }) {
      if (caller.may(operation, { type, name })) return;
      const message = `${caller.principal} may not ${operation} topic "${name}"`;
      throw new WeirError('TOPIC_AUTHORIZATION_FAILED', message);
    },
  };
  return caller;
}

/** A serialised batch of one record with that value, at an offset. */
export function batchOf(value: string, baseOffset = 0): Buffer {
  const builder = new RecordBatchBuilder();
  builder.append(null, value, undefined, 1_000);
  const bytes = builder.build({
    codec: 'none',
    producerId: 0 as never,
    producerEpoch: 0,
    baseSequence: 0,
  });
  bytes.writeBigUInt64LE(BigInt(baseOffset), 1);
  return bytes;
}
