import { expect, it } from 'vitest';
import { parseBootstrap } from './parse-bootstrap.ts';

it('takes a list or a comma-separated string, each address once', () => {
  expect(parseBootstrap('a:1, b:2,a:1')).toEqual(['a:1', 'b:2']);
  expect(parseBootstrap(['[::1]:7400'])).toEqual(['[::1]:7400']);
});

it.each(['', 'localhost', 'localhost:0', 'localhost:70000', 'a:b', 'http://a:1'])(
  'refuses "%s"',
  (bootstrap) => {
    expect(() => parseBootstrap(bootstrap)).toThrow('Bootstrap');
  },
);
