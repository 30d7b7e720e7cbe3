/** Makes and drops 2 GiB of buffers; prints how many young and full collections that took. */
import { Buffer } from 'node:buffer';
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { collectBuffersYoung } from '../src/collect-buffers-young.ts';

const counts = { young: 0, full: 0 };
const observer = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const { kind } = (entry as PerformanceEntry & { readonly detail: { readonly kind: number } })
      .detail;
    if (kind === constants.NODE_PERFORMANCE_GC_MINOR) counts.young += 1;
    if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) counts.full += 1;
  }
});
observer.observe({ entryTypes: ['gc'] });

collectBuffersYoung();
for (let count = 0; count < 2_048; count += 1) {
  Buffer.allocUnsafe(1024 * 1024)[0] = count;
  if (count % 16 === 0) await setImmediate();
}
await setImmediate();
process.stdout.write(JSON.stringify(counts));
