import { WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { ControllerFinder } from './controller-finder.ts';

it('follows a hint, and goes round the list without one', () => {
  const finder = new ControllerFinder(['a:1', 'b:1']);
  expect(finder.address).toBe('a:1');
  finder.failed(new WeirError('NOT_CONTROLLER', 'x', { metadata: { controller: 'c:1' } }));
  expect(finder.address).toBe('c:1');
  finder.failed(new WeirError('UNAVAILABLE', 'x'));
  expect(finder.address).toBe('b:1');
  finder.failed(new WeirError('NOT_CONTROLLER', 'x'));
  expect(finder.address).toBe('a:1');
});
