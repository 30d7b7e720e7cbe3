import { expect, it } from 'vitest';
import { freePort } from './free-port.ts';

it('gives no port twice, whether it is listened on or not', async () => {
  const firsts = await Promise.all(Array.from({ length: 200 }, () => freePort(4)));
  const ports = firsts.flatMap((first) => [first, first + 1, first + 2, first + 3]);
  expect(new Set(ports).size).toBe(800);
});
