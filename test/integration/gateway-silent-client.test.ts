import { connect, createServer, type Server, type Socket } from 'node:net';
import { splitAddress } from '@weir/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { GatewaySystem, type RunningGateway } from '../harness/gateway-system.ts';
import { GrpcSubscriber } from '../harness/grpc-subscriber.ts';

let system: GatewaySystem;
let gateway: RunningGateway;
let wire: Wire;

beforeAll(async () => {
  system = await GatewaySystem.start();
  gateway = await system.addGateway();
  wire = await Wire.to(gateway.address);
}, 60_000);

afterAll(async () => {
  wire.close();
  await system[Symbol.asyncDispose]();
}, 60_000);

/** A connection through which, once it is cut, nothing comes and nothing is said of it. */
class Wire {
  readonly #sockets: Socket[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(address: string): Promise<Wire> {
    const { host, port } = splitAddress(address);
    const server = createServer();
    const made = new Wire(server);
    server.on('connection', (near) => {
      const far = connect(port, host);
      for (const socket of [near, far]) socket.on('error', () => undefined);
      near.pipe(far).pipe(near);
      made.#sockets.push(near, far);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return made;
  }

  get address(): string {
    const bound = this.#server.address();
    return `127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

it('lets a member whose connection is silent come back, and gives it up when it does not', async () => {
  await system.weir.admin().createTopic({ name: 'silent', partitions: 1, replicationFactor: 1 });
  const open = { groupId: 'silent', topics: ['silent'], creditBytes: 1_000 };
  const silent = new GrpcSubscriber(system.client(wire.address).client, open);
  await eventually(() => silent.partitions.length === 1);
  await silent.commit([{ topic: 'silent', partition: 0, offset: 0 }]);
  wire.cut();
  const member = async (): Promise<{ isConnected: boolean } | undefined> => {
    const { members } = await system.weir.admin().describeGroup('silent');
    return members.find(({ memberId }) => memberId === silent.memberId);
  };
  expect(await member()).toMatchObject({ isConnected: true });
  await eventually(async () => (await member())?.isConnected === false, { timeoutMs: 30_000 });
  await eventually(async () => (await member()) === undefined, { timeoutMs: 30_000 });
}, 90_000);
