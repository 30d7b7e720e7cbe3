import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopicPattern } from './topic-pattern.ts';
import { WeirError } from './weir-error.ts';

describe('TopicPattern', () => {
  it.each([
    ['orders', 'orders', true],
    ['orders', 'orders-eu', false],
    ['orders.*', 'orders-eu', true],
    ['orders-(eu|us)', 'orders-us', true],
    ['orders-(?:eu|us)', 'orders-asia', false],
    ['^orders-.+$', 'orders-eu', true],
    ['.*', '', true],
    ['a|b|', '', true],
    ['[a-c_]+', 'abc_', true],
    ['[^a-c]+', 'xyz', true],
    ['[^a-c]+', 'xaz', false],
    ['[]x]', ']', true],
    ['[a-]', '-', true],
    [String.raw`\d{2,3}`, '12', true],
    [String.raw`\d{2,3}`, '1234', false],
    [String.raw`\d{2}`, '123', false],
    [String.raw`\d{2,}`, '12345', true],
    [String.raw`a\.b`, 'a.b', true],
    [String.raw`a\.b`, 'axb', false],
    [String.raw`[\w.]+`, 'a.b_1', true],
    ['a+?b??c*?', 'aabcc', true],
    ['(a*)*b', 'aaab', true],
    ['a$b', 'ab', false],
  ])('%s on "%s" is %s', (pattern, name, expected) => {
    expect(new TopicPattern(pattern).matches(name)).toBe(expected);
  });

  it.each([
    ['(a', 'Topic pattern has missing ")" at character 2'],
    ['a)', 'Topic pattern has unmatched ")" at character 1'],
    ['[a', 'Topic pattern has missing "]" at character 2'],
    ['*a', 'Topic pattern has nothing to repeat before "*" at character 1'],
    ['a**', 'Topic pattern has a repeat of a repeat at character 2'],
    ['a{x}', 'Topic pattern has a malformed repeat at character 2'],
    ['a{3,1}', 'Topic pattern has a repeat outside 0 to 1000 at character 6'],
    ['(?=a)', 'Topic pattern has unsupported group at character 1'],
    [String.raw`\1`, String.raw`Topic pattern has unsupported escape "\1" at character 2`],
    ['[b-a]', 'Topic pattern has a malformed range "b-a" at character 4'],
    ['a\\', 'Topic pattern has an unexpected end at character 2'],
    ['(a{1000}){1000}', 'Topic pattern needs more than 2000 states; use smaller repeats'],
    ['a'.repeat(1001), 'Topic pattern has 1001 characters, at most 1000 are allowed'],
  ])('refuses %s', (pattern, message) => {
    expect(() => new TopicPattern(pattern)).toThrow(new WeirError('INVALID_REQUEST', message));
  });

  it('agrees with the regular expressions of JavaScript', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a|b)', '(ab)', '(a?b)');
    const repeat = fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}');
    const pattern = fc
      .array(fc.tuple(atom, repeat), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.flat().join(''));
    const name = fc
      .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 })
      .map((characters) => characters.join(''));
    fc.assert(
      fc.property(pattern, name, (source, text) => {
        expect(new TopicPattern(source).matches(text)).toBe(
          new RegExp(`^(?:${source})$`).test(text),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('takes a pattern that would stall a backtracking matcher', () => {
    expect(new TopicPattern('(a+)+(a+)+(a+)+b').matches('a'.repeat(249))).toBe(false);
  });
});
