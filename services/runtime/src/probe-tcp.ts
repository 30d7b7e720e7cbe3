import { connect } from 'node:net';
import { splitAddress } from './split-address.ts';

/** `refused`: nobody listens there any more; `silent`: no answer, which proves nothing. */
export type ProbeResult = 'open' | 'refused' | 'silent';

/** Tries to connect once and tells what became of it. Never rejects: no address is `silent`. */
export async function probeTcp(address: string, timeoutMs: number): Promise<ProbeResult> {
  try {
    return await probe(splitAddress(address), timeoutMs);
  } catch {
    return 'silent';
  }
}

function probe(target: ReturnType<typeof splitAddress>, timeoutMs: number): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = connect(target);
    const finish = (result: ProbeResult): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeoutMs, () => {
      finish('silent');
    });
    socket.once('connect', () => {
      finish('open');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      finish(error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET' ? 'refused' : 'silent');
    });
  });
}
