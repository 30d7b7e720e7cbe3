import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CreditAccount } from './credit-account.ts';

it('grants the whole window at first, then what was released', () => {
  const credits = new CreditAccount(100);
  expect(credits.takeGrant()).toBe(100);
  credits.receive(60);
  expect(credits.takeGrant()).toBe(0);
  credits.release(60);
  expect(credits.takeGrant()).toBe(60);
});

it('does not send a message for little', () => {
  const credits = new CreditAccount(100);
  credits.takeGrant();
  credits.receive(50);
  credits.release(20);
  expect(credits.takeGrant()).toBe(0);
  credits.release(10);
  expect(credits.takeGrant()).toBe(30);
});

it('takes a batch beyond the credit off the next grants', () => {
  const credits = new CreditAccount(100);
  credits.takeGrant();
  credits.receive(250);
  expect(credits.takeGrant()).toBe(0);
  credits.release(250);
  expect(credits.takeGrant()).toBe(250);
});

it('never has more out than the window, and never leaves a server that could send without credit', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 })), (sizes) => {
      const credits = new CreditAccount(100);
      let balance = credits.takeGrant();
      const held: number[] = [];
      for (const size of sizes) {
        while (balance <= 0) {
          const oldest = held.shift();
          expect(oldest).toBeDefined();
          credits.release(oldest ?? 0);
          balance += credits.takeGrant();
        }
        balance -= size;
        credits.receive(size);
        held.push(size);
        expect(credits.heldBytes + Math.max(0, balance)).toBeLessThanOrEqual(140);
      }
    }),
  );
});
