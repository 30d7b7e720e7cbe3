import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OffsetHistory } from './offset-history.ts';

const limits = { maxSamples: 64, maxAgeMs: 7 * 24 * 3_600_000 };
const hourMs = 3_600_000;

function historyOf(...samples: readonly (readonly [atMs: number, offset: number])[]) {
  const history = new OffsetHistory(limits);
  for (const [atMs, offset] of samples) history.record(atMs, offset);
  return history;
}

describe('when an offset was passed', () => {
  it('is found between two samples', () => {
    const history = historyOf([0, 100], [1000, 200], [2000, 200], [3000, 300]);
    expect(history.passedAtMs(149)).toBe(500);
    expect(history.passedAtMs(199)).toBe(1000);
    expect(history.passedAtMs(200)).toBe(2010);
    expect(history.passedAtMs(299)).toBe(3000);
  });

  it('is not known while it has not happened', () => {
    expect(historyOf().passedAtMs(0)).toBeUndefined();
    expect(historyOf([0, 100]).passedAtMs(100)).toBeUndefined();
  });

  it('is the oldest sample for what was passed before all samples', () => {
    expect(historyOf([5000, 100], [6000, 200]).passedAtMs(99)).toBe(5000);
  });

  it('is right for a record that came after a long silence', () => {
    const history = historyOf([0, 5], [1000, 5], [900_000, 5], [901_000, 6]);
    expect(history.size).toBe(3);
    expect(history.passedAtMs(5)).toBe(901_000);
  });

  it('is found anew after a truncation', () => {
    const history = historyOf([0, 100], [1000, 200], [2000, 150], [3000, 200]);
    expect(history.last).toBe(200);
    expect(history.passedAtMs(99)).toBe(0);
    expect(history.passedAtMs(199)).toBe(3000);
    expect(historyOf([0, 100], [1000, 50]).passedAtMs(49)).toBe(1000);
  });
});

describe('the rate', () => {
  it('is that of the last seconds', () => {
    const history = historyOf([0, 0], [10_000, 0], [15_000, 500], [20_000, 1000]);
    expect(history.perSecond(20_000, 10_000)).toBe(100);
    expect(history.perSecond(20_000, 20_000)).toBe(50);
  });

  it('begins within a sample interval, and with what is known', () => {
    expect(historyOf([0, 0], [20_000, 200]).perSecond(20_000, 10_000)).toBe(10);
    expect(historyOf([0, 0], [2000, 200]).perSecond(2000, 10_000)).toBe(100);
  });

  it('is 0 where nothing moves', () => {
    expect(historyOf([0, 7], [1000, 7], [2000, 7]).perSecond(2000, 10_000)).toBe(0);
  });

  it('is not known from one sample, nor from old ones', () => {
    expect(historyOf([0, 7]).perSecond(0, 10_000)).toBeUndefined();
    expect(historyOf([0, 0], [1000, 7]).perSecond(12_000, 10_000)).toBeUndefined();
  });
});

describe('a long history', () => {
  it('is bounded, fine at its end, and tells times of hours ago', () => {
    const history = new OffsetHistory(limits);
    const nowMs = 12 * hourMs;
    for (let atMs = 0; atMs <= nowMs; atMs += 1000) history.record(atMs, atMs);
    expect(history.size).toBe(64);
    for (const ageMs of [500, 1500, 2500, 3500]) {
      expect(history.passedAtMs(nowMs - ageMs)).toBeCloseTo(nowMs - ageMs + 1, 3);
    }
    expect(history.passedAtMs(0)).toBeLessThan(1000);
  });

  it('tells the time of a burst to within a third of its age', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (burstAtS) => {
        const history = new OffsetHistory(limits);
        for (let second = 0; second <= 10_000; second += 1) {
          // A slow trickle, so that silence is not merged, and a burst within it.
          history.record(second * 1000, second + (second >= burstAtS ? 100_000 : 0));
        }
        const ageS = 10_000 - burstAtS;
        const passedAtS = (history.passedAtMs(burstAtS + 50_000) ?? Number.NaN) / 1000;
        expect(Math.abs(passedAtS - burstAtS)).toBeLessThanOrEqual(1 + ageS / 3);
      }),
      { numRuns: 30 },
    );
  });

  it('gives up what is older than its limit, but for one sample', () => {
    const history = new OffsetHistory({ maxSamples: 64, maxAgeMs: 10_000 });
    for (let second = 0; second <= 60; second += 1) history.record(second * 1000, second);
    expect(history.passedAtMs(0)).toBe(49_000);
  });

  it('keeps its order and its bound whatever is recorded', () => {
    const step = fc.record({ afterMs: fc.nat(5000), offset: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), (steps) => {
        const history = new OffsetHistory({ maxSamples: 8, maxAgeMs: 60_000 });
        let nowMs = 0;
        for (const { afterMs, offset } of steps) {
          nowMs += afterMs;
          history.record(nowMs, offset);
          expect(history.size).toBeLessThanOrEqual(8);
          expect(history.last).toBe(offset);
          expect(history.passedAtMs(offset)).toBeUndefined();
          let previousMs = -Infinity;
          for (let passed = 0; passed < offset; passed += 1) {
            const atMs = history.passedAtMs(passed) ?? Number.NaN;
            expect(atMs).toBeGreaterThanOrEqual(previousMs);
            expect(atMs).toBeLessThanOrEqual(nowMs);
            previousMs = atMs;
          }
          expect(history.perSecond(nowMs, 10_000) ?? 0).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
