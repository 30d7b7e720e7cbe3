/**
 * Preloaded into what a launcher runs: stops it as SIGTERM does when the launcher is gone, even
 * killed. The launcher holds the other end of the standard input and writes nothing to it.
 */
import { fstatSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && fstatSync(0).isSocket()) {
  process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM'));
  process.stdin.resume();
  process.stdin.unref();
}
