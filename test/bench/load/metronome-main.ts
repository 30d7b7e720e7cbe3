/**
 * Writes a byte to standard output at every beat, asleep in between: a timer of Node's event loop
 * comes up to a millisecond late, this comes within a tenth of one. Beats that were slept through are
 * one byte. It ends when its standard input does.
 */
import { writeSync } from 'node:fs';
import { machineNowMs } from '../machine-clock.ts';

const [startAtMs = 0, intervalMs = 0, beats = 0] = process.argv.slice(2).map(Number);
const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

for (let beat = 0; beat < beats; beat += 1) {
  const remainingMs = startAtMs + beat * intervalMs - machineNowMs();
  if (remainingMs <= -intervalMs) continue;
  if (remainingMs > 0) Atomics.wait(nobodyWakes, 0, 0, remainingMs);
  writeSync(1, '.');
}
process.stdin.resume();
