import fc from 'fast-check';

/** Text of any characters, of which not all pairs are whole. Quicker than `fc.string({ unit: 'binary' })`. */
export function anyText(maxLength = 100): fc.Arbitrary<string> {
  return fc.uint16Array({ maxLength }).map((codes) => String.fromCharCode(...codes));
}
