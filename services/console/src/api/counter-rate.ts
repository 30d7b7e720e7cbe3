/** A counter as it was read at an instant. */
export interface CounterReading {
  readonly value: number;
  readonly atMs: number;
}

/** Rise per second between two readings; `undefined` for a counter that began anew or has not been read anew. */
export function counterRate(
  previous: CounterReading | undefined,
  next: CounterReading,
): number | undefined {
  if (previous === undefined) return undefined;
  const elapsedMs = next.atMs - previous.atMs;
  const rise = next.value - previous.value;
  return elapsedMs <= 0 || rise < 0 ? undefined : (rise * 1_000) / elapsedMs;
}

/** Rates of many counters from successive answers, by key. Keys that one answer leaves out are forgotten. */
export class CounterRates {
  #readings = new Map<string, CounterReading>();
  #rates = new Map<string, number>();

  /** Takes an answer. A reading that is as old as the last one keeps its rate. */
  update(readings: Iterable<readonly [key: string, reading: CounterReading]>): void {
    const next = new Map(readings);
    const rates = new Map<string, number>();
    for (const [key, reading] of next) {
      const previous = this.#readings.get(key);
      const isSame = previous?.atMs === reading.atMs;
      const rate = isSame ? this.#rates.get(key) : counterRate(previous, reading);
      if (rate !== undefined) rates.set(key, rate);
    }
    this.#readings = next;
    this.#rates = rates;
  }

  /** Per second; `undefined` until two readings are known. */
  rateOf(key: string): number | undefined {
    return this.#rates.get(key);
  }
}
