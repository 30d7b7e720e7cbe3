import { expect, it } from 'vitest';
import { resolveProducerOptions } from './resolve-producer-options.ts';

it('is safe by default', () => {
  expect(resolveProducerOptions({})).toMatchObject({
    acks: 'ACKS_ALL',
    isIdempotent: true,
    maxInFlight: 5,
    lingerMs: 0,
    deliveryTimeoutMs: 120_000,
  });
});

it('is not idempotent with fewer acks, as in Kafka', () => {
  expect(resolveProducerOptions({ acks: 'leader' }).isIdempotent).toBe(false);
  expect(() => resolveProducerOptions({ acks: 'none', idempotent: true })).toThrow(
    'idempotent needs acks all',
  );
});

it('names every option that is wrong, with value and limits', () => {
  expect(() => resolveProducerOptions({ maxInFlight: 6, lingerMs: -1 })).toThrow(
    'lingerMs -1 is not an integer from 0 to 60000; maxInFlight 6 is not an integer from 1 to 5',
  );
});
