import { MessagingService, type SubscribeOpenInput } from '@weir/protos';
import { ChannelPool } from '@weir/runtime';
import { eventually } from '../../harness/eventually.ts';
import { GrpcSubscriber } from '../../harness/grpc-subscriber.ts';

const perConnection = 100;
/** So many come at a time, before the next ones. */
const perWave = 50;
const timeoutMs = 120_000;

/** Subscribers at one address, so many over each connection. */
export class Crowd {
  readonly members: GrpcSubscriber[] = [];
  readonly #pools: ChannelPool[] = [];

  /** Resolves when all have been let in. */
  async open(address: string, opens: readonly SubscribeOpenInput[]): Promise<void> {
    for (const [index, open] of opens.entries()) {
      const subscriber = new GrpcSubscriber(
        this.#poolOf(index).client(MessagingService, address),
        open,
      );
      this.members.push(subscriber);
      if (index % perWave === perWave - 1) {
        await eventually(() => subscriber.opened.length > 0, { timeoutMs });
      }
    }
    const what = 'All are members';
    await eventually(() => this.members.every(({ opened }) => opened.length > 0), {
      what,
      timeoutMs,
    });
  }

  /** Resolves when all have left. */
  async close(): Promise<void> {
    for (const member of this.members) member.end();
    const isOver = ({ hasEnded, error }: GrpcSubscriber): boolean =>
      hasEnded || error !== undefined;
    await eventually(() => this.members.every(isOver), { timeoutMs });
    for (const pool of this.#pools) pool.close();
  }

  #poolOf(index: number): ChannelPool {
    if (index % perConnection === 0) this.#pools.push(new ChannelPool());
    const pool = this.#pools.at(-1);
    if (pool === undefined) throw new Error('The first subscriber opens a connection');
    return pool;
  }
}
