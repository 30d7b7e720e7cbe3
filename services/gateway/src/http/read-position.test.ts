import { expect, it } from 'vitest';
import { formatCursor, parseCursor } from './read-position.ts';

it('reads back the cursor that it wrote, in the same order', () => {
  const position = new Map([
    [3, 0],
    [0, Number.MAX_SAFE_INTEGER],
  ]);
  expect(formatCursor(position)).toBe('3:0,0:9007199254740991');
  expect([...parseCursor(formatCursor(position))]).toEqual([...position]);
});

it('refuses a cursor that it never wrote', () => {
  for (const text of ['', '1', '1:', ':1', '1:2,', 'a:1', '1:-1', '1:2;2:3']) {
    expect(() => parseCursor(text)).toThrowError(/The cursor is not one/);
  }
});

it('refuses an offset that is no safe integer rather than rounding it', () => {
  expect(() => parseCursor('0:9007199254740993')).toThrowError(/9007199254740992/);
});
