import { once } from 'node:events';
import { Weir } from '@weir/client';
import type { PhasedLoadOptions } from './phased-load-messages.ts';

/** What one client of a load does. */
export interface PhasedClient {
  /** Makes the connections that its work needs. */
  readonly connect: () => Promise<void>;
  readonly work: () => Promise<void>;
}

/** A thousand clients that connect at once would wait for each other. */
const connectAtOnce = 20;

/** The child's end of `PhasedLoad`: connects all clients, works when told, closes when told. */
export async function runPhases(
  createClient: (weir: Weir, options: PhasedLoadOptions) => PhasedClient,
): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '') as PhasedLoadOptions;
  const told = once(process, 'message');
  const released = once(process, 'disconnect');
  const systems = Array.from(
    { length: options.clients },
    () => new Weir({ bootstrap: options.bootstrap }),
  );
  const clients = systems.map((weir) => createClient(weir, options));
  for (let first = 0; first < clients.length; first += connectAtOnce) {
    await Promise.all(
      clients.slice(first, first + connectAtOnce).map((client) => client.connect()),
    );
  }
  process.send?.('connected');
  await told;
  const startedAtMs = performance.now();
  await Promise.all(clients.map((client) => client.work()));
  process.send?.({ seconds: (performance.now() - startedAtMs) / 1_000 });
  await released;
  await Promise.all(systems.map((weir) => weir.close()));
}
