import { expect, it } from 'vitest';
import { ByteCredit } from './byte-credit.ts';

const gibibyte = 1024 ** 3;

it('is open while the balance is above 0, and one message may exceed it', () => {
  const credit = new ByteCredit();
  expect(credit.isOpen).toBe(false);
  credit.grant(10);
  expect(credit.isOpen).toBe(true);
  credit.take(25);
  expect(credit.isOpen).toBe(false);
  credit.grant(15);
  expect(credit.isOpen).toBe(false);
  credit.grant(1);
  expect(credit.isOpen).toBe(true);
});

it('refuses a negative grant, and a balance above 1 GiB', () => {
  const credit = new ByteCredit();
  expect(() => {
    credit.grant(-1);
  }).toThrow('credit_bytes -1 is negative');
  credit.grant(gibibyte);
  expect(() => {
    credit.grant(1);
  }).toThrow(`at most ${gibibyte} are allowed`);
  credit.take(5);
  credit.grant(5);
  expect(credit.isOpen).toBe(true);
});
