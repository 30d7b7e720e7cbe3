import { simulate } from './simulation.ts';

const lastTraceLines = 200;

/** What a run of a seed has come to, of a cluster or of consumer groups. */
interface SeedResult {
  readonly violation: string | undefined;
  readonly trace: readonly string[];
  readonly settings: object;
}

/**
 * Runs seeds from `from` to `to`, both inclusive: the first that breaks a rule, with the end of its
 * trace; undefined when none does.
 */
export async function brokenSeed(
  from: number,
  to: number,
  run: (seed: number) => Promise<SeedResult> = simulate,
): Promise<string | undefined> {
  for (let seed = from; seed <= to; seed += 1) {
    const { violation, trace, settings } = await run(seed);
    if (violation === undefined) continue;
    const told = trace.slice(-lastTraceLines).join('\n');
    return `seed=${seed} ${violation}\n${JSON.stringify(settings)}\n${told}`;
  }
  return undefined;
}

/** The seeds of a test file in ranges of a hundred; the environment's `SEED` alone where it is set. */
export function seedRanges(first: number, count: number): [from: number, to: number][] {
  const only = process.env['SEED'];
  if (only !== undefined) return [[Number(only), Number(only)]];
  return Array.from({ length: count / 100 }, (_, index) => {
    const from = first + 100 * index;
    return [from, from + 99];
  });
}
