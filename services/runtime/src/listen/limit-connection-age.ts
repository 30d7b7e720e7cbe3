import { constants, type ServerHttp2Session } from 'node:http2';
import { systemRandom } from '@weir/core';

/** How long connections may last, in milliseconds. */
export interface ConnectionAgeLimits {
  /** Then it is told to make no new calls; ±10 %, so that many do not go at once. */
  readonly maxConnectionAgeMs: number;
  /** How long calls that run then may go on; for ever by default. */
  readonly maxConnectionAgeGraceMs?: number | undefined;
}

/** How long a peer may take to hear of it: calls that it makes until then are still answered. */
const noticeMs = 1_000;

const jitterShare = 0.1;

/** The highest id of a stream: with it a GOAWAY refuses nothing yet. RFC 9113, section 6.8. */
const maxStreamId = 2 ** 31 - 1;

/**
 * Lets a connection come to its end at a certain age: says so to the peer and by `onAged`, refuses new calls a
 * second later, and breaks it off after the grace.
 *
 * `@grpc/grpc-js` has `grpc.max_connection_age_ms`, which refuses new calls at once: those that are on
 * their way then fail.
 */
export function limitConnectionAge(
  session: ServerHttp2Session,
  { maxConnectionAgeMs, maxConnectionAgeGraceMs }: ConnectionAgeLimits,
  onAged: () => void,
): void {
  const jitterMs = Math.round(maxConnectionAgeMs * jitterShare);
  const ageMs = maxConnectionAgeMs - jitterMs + systemRandom.nextInt(2 * jitterMs + 1);
  const timers = new Set<NodeJS.Timeout>();
  const later = (delayMs: number, run: () => void): void => {
    timers.add(setTimeout(run, delayMs).unref());
  };
  session.once('close', () => {
    for (const timer of timers) clearTimeout(timer);
  });
  later(ageMs, () => {
    if (session.destroyed || session.closed) return;
    session.goaway(constants.NGHTTP2_NO_ERROR, maxStreamId, Buffer.from('max_age'));
    onAged();
    later(noticeMs, () => {
      session.close();
    });
    if (maxConnectionAgeGraceMs === undefined) return;
    later(maxConnectionAgeGraceMs, () => {
      session.destroy();
    });
  });
}
