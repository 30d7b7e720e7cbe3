import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What came of a drain. */
export interface DrainResult {
  /** False when it took longer than it may: the service can be stopped all the same. */
  readonly isDrained: boolean;
  /** What was done or is missing, for people; one line. */
  readonly text: string;
}

/** How a service makes ready for its end. */
export interface Drainer {
  /** Gives away what others can take; bounded by itself. Asked again meanwhile it is the same drain. */
  drain(): Promise<DrainResult>;
  /** Takes work again; without a drain before it does nothing. */
  cancel(): Promise<void>;
}

const usage = 'POST /drain, or /drain?cancel\n';

/**
 * Answers `POST /drain` when the service has drained: 200, or 504 when it could not within its bound.
 * `POST /drain?cancel` takes it back; any other query gets 400. Only callers on this machine may ask,
 * others get 403: whoever drains a service takes its work away.
 */
export async function answerDrain(
  request: IncomingMessage,
  response: ServerResponse,
  drainer: Drainer | undefined,
): Promise<void> {
  if (drainer === undefined) {
    response.writeHead(404).end('nothing to drain here\n');
    return;
  }
  if (!isLocal(request.socket)) {
    response.writeHead(403).end('only callers on this machine may drain a service\n');
    return;
  }
  if (request.method !== 'POST') {
    response.writeHead(405, { allow: 'POST' }).end(usage);
    return;
  }
  const isCancel = request.url === '/drain?cancel';
  if (!isCancel && request.url !== '/drain') {
    response.writeHead(400).end(usage);
    return;
  }
  if (isCancel) {
    await drainer.cancel();
    response.writeHead(200).end('takes work again\n');
    return;
  }
  const { isDrained, text } = await drainer.drain();
  response.writeHead(isDrained ? 200 : 504).end(`${text}\n`);
}

/** In a pod its own address is as good as loopback: nobody else has it. */
function isLocal({ remoteAddress = '', localAddress }: Socket): boolean {
  const address = remoteAddress.replace(/^::ffff:/u, '');
  return address === '::1' || address.startsWith('127.') || remoteAddress === localAddress;
}
