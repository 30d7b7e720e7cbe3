import { describe, expect, it } from 'vitest';
import { counterRate, CounterRates } from './counter-rate.ts';

describe('counterRate', () => {
  it('is the rise per second', () => {
    expect(counterRate({ value: 100, atMs: 1_000 }, { value: 300, atMs: 5_000 })).toBe(50);
  });

  it('is not known for a counter that began anew, or of the same instant, or at first', () => {
    expect(counterRate({ value: 100, atMs: 0 }, { value: 3, atMs: 1_000 })).toBeUndefined();
    expect(counterRate({ value: 1, atMs: 1_000 }, { value: 2, atMs: 1_000 })).toBeUndefined();
    expect(counterRate(undefined, { value: 2, atMs: 1_000 })).toBeUndefined();
  });
});

describe('CounterRates', () => {
  it('keeps the rate of a reading that is told twice', () => {
    const rates = new CounterRates();
    rates.update([['a', { value: 0, atMs: 1_000 }]]);
    rates.update([['a', { value: 10, atMs: 2_000 }]]);
    rates.update([['a', { value: 10, atMs: 2_000 }]]);
    expect(rates.rateOf('a')).toBe(10);
  });

  it('forgets counters that an answer leaves out', () => {
    const rates = new CounterRates();
    rates.update([['a', { value: 0, atMs: 1_000 }]]);
    rates.update([]);
    rates.update([['a', { value: 10, atMs: 2_000 }]]);
    expect(rates.rateOf('a')).toBeUndefined();
  });
});
