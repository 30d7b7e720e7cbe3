import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FlowNode, sendMaxGainFlow } from './max-gain-flow.ts';

/** Gains of up to 5 workers (rows) at up to 5 jobs (columns); undefined where one cannot do it. */
const gainTable = fc
  .record({ workers: fc.integer({ min: 1, max: 5 }), jobs: fc.integer({ min: 1, max: 5 }) })
  .chain(({ workers, jobs }) => {
    const gain = fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined });
    const row = fc.array(gain, { minLength: jobs, maxLength: jobs });
    return fc.array(row, { minLength: workers, maxLength: workers });
  });

it('sends as much as fits, and of all such flows one with the most gain', () => {
  fc.assert(
    fc.property(gainTable, (table) => {
      expect(sendThrough(table)).toEqual(bestMatching(table));
    }),
    { numRuns: 500 },
  );
});

it('fills capacities above one', () => {
  const [source, middle, sink] = [new FlowNode(), new FlowNode(), new FlowNode()];
  const good = source.connect(middle, 3, 2);
  const bad = source.connect(middle, 9, -1);
  middle.connect(sink, 5);
  sendMaxGainFlow(source, sink);
  expect([good.flow, good.room, bad.flow, bad.room]).toEqual([3, 0, 2, 7]);
});

interface Outcome {
  readonly size: number;
  readonly gain: number;
}

function sendThrough(table: readonly (readonly (number | undefined)[])[]): Outcome {
  const [source, sink] = [new FlowNode(), new FlowNode()];
  const jobs = (table[0] ?? []).map(() => new FlowNode());
  for (const job of jobs) job.connect(sink, 1);
  const arcs = table.flatMap((row) => {
    const worker = new FlowNode();
    source.connect(worker, 1);
    return jobs.flatMap((job, index) => {
      const gain = row[index];
      return gain === undefined ? [] : worker.connect(job, 1, gain);
    });
  });
  sendMaxGainFlow(source, sink);
  const used = arcs.filter(({ flow }) => flow > 0);
  return { size: used.length, gain: used.reduce((sum, { gain }) => sum + gain, 0) };
}

/** Tries every way: the first worker with each job or none, then the others with the other jobs. */
function bestMatching(
  [row, ...others]: readonly (readonly (number | undefined)[])[],
  taken: ReadonlySet<number> = new Set(),
): Outcome {
  if (row === undefined) return { size: 0, gain: 0 };
  let best = bestMatching(others, taken);
  for (const [job, gain] of row.entries()) {
    if (gain === undefined || taken.has(job)) continue;
    const rest = bestMatching(others, new Set([...taken, job]));
    const outcome = { size: rest.size + 1, gain: rest.gain + gain };
    const isBetter = outcome.size - best.size || outcome.gain - best.gain;
    if (isBetter > 0) best = outcome;
  }
  return best;
}
