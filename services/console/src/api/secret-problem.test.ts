import { expect, it } from 'vitest';
import { secretProblem } from './secret-problem.ts';

it.each(['', 'weir_k7f3_Zx9-_a', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl'])(
  'takes %j, which a header can carry',
  (text) => {
    expect(secretProblem(text)).toBeUndefined();
    expect(() => new Headers({ authorization: `Bearer ${text}` })).not.toThrow();
  },
);

it.each(['weir_a_b\nweir_c_d', '“weir_a_b”', 'Bearer weir_a_b', 'weir_a_…'])(
  'refuses %j',
  (text) => {
    expect(secretProblem(text)).toMatch(/copy it anew/);
  },
);
