import { expect, it } from 'vitest';
import { requireAccepted } from './require-accepted.ts';

const accepted = { partition: { topic: 't', partition: 0 }, errorCode: '', errorMessage: '' };
const refusedOf = (partition: number, errorCode = 'INVALID_REQUEST') => ({
  partition: { topic: 't', partition },
  errorCode,
  errorMessage: 'No',
});

it('lets what was accepted pass, and what was not needed', () => {
  const outcomes = [accepted, refusedOf(1, 'ELECTION_NOT_NEEDED')];
  expect(() => {
    requireAccepted(outcomes, ['ELECTION_NOT_NEEDED']);
  }).not.toThrow();
});

it('tells how many were refused, and why the first were', () => {
  const outcomes = [accepted, ...[1, 2, 3, 4].map((partition) => refusedOf(partition))];
  expect(() => {
    requireAccepted(outcomes);
  }).toThrow('4 of 5 refused. t/1: No; t/2: No; t/3: No; and 1 more');
});

it('tells of a single one without counting', () => {
  expect(() => {
    requireAccepted([refusedOf(1)]);
  }).toThrow(/^t\/1: No$/);
});
