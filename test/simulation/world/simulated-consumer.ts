import { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

interface Fetched {
  readonly startOffset: number;
  readonly ids: readonly string[];
}

const fetchTimeoutMs = 500;
const maxRecords = 20;

/** A consumer: asks one node after another for what comes next, and takes what a leader gives it. */
export class SimulatedConsumer {
  readonly process: SimulatedProcess;
  /** The next offset to read. */
  position = 0;
  readonly #world: World;
  readonly #pauseMs: number;
  #leader = 0;

  constructor(world: World, number: number, pauseMs: number) {
    this.#world = world;
    this.#pauseMs = pauseMs;
    this.process = new SimulatedProcess(`r${number}`, world.queue);
    this.process.start();
  }

  start(): void {
    this.process.schedule(1 + this.#world.random.nextInt(this.#pauseMs), () => {
      this.#fetch();
    });
  }

  #fetch(): void {
    const { network, nodes, random } = this.#world;
    const ids = [...nodes.keys()];
    const node = nodes.get(ids[this.#leader % ids.length] ?? 0);
    if (node === undefined) return;
    const { position } = this;
    network.call<Fetched | undefined>({
      from: this.process,
      to: node.process,
      deadlineMs: fetchTimeoutMs,
      handle: (answer) => {
        const { replica } = node;
        if (replica?.core.serving === undefined) {
          answer(undefined);
          return;
        }
        const { log, core } = replica;
        const startOffset = Math.max(position, log.logStartOffset);
        const endOffset = Math.max(
          startOffset,
          Math.min(core.state.highWatermark, startOffset + maxRecords),
        );
        answer({ startOffset, ids: log.read(startOffset, endOffset).map(({ id }) => id) });
      },
      finish: (_error, fetched) => {
        if (fetched === undefined) this.#leader = random.nextInt(1_000);
        else this.#take(fetched);
        this.start();
      },
    });
  }

  #take({ startOffset, ids }: Fetched): void {
    for (const [index, id] of ids.entries()) this.#world.history.read(startOffset + index, id);
    if (ids.length > 0) this.position = startOffset + ids.length;
  }
}
