const bytesPerLine = 16;
const base64BytesPerLine = 57;

/** Bytes in hexadecimal, apart by spaces. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** How many lines a hex dump of so many bytes has. */
export function hexLineCount(byteCount: number): number {
  return Math.ceil(byteCount / bytesPerLine);
}

/** A line of a hex dump: position, 16 bytes, and those of them that are letters of ASCII. */
export function hexLine(bytes: Uint8Array, line: number): string {
  const start = line * bytesPerLine;
  const part = bytes.subarray(start, start + bytesPerLine);
  const hex = `${hexOf(part.subarray(0, 8)).padEnd(23)}  ${hexOf(part.subarray(8)).padEnd(23)}`;
  const letters = Array.from(part, (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCodePoint(byte) : '·',
  );
  return `${start.toString(16).padStart(8, '0')}  ${hex}  ${letters.join('')}`;
}

/** How many lines base64 of so many bytes has, at 76 characters a line. */
export function base64LineCount(byteCount: number): number {
  return Math.ceil(byteCount / base64BytesPerLine);
}

/** A line of the base64 of `bytes`. */
export function base64Line(bytes: Uint8Array, line: number): string {
  const start = line * base64BytesPerLine;
  return base64Of(bytes.subarray(start, start + base64BytesPerLine));
}

/** Bytes as base64, on one line. */
export function base64Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // More arguments than this are too many for some engines.
  for (let start = 0; start < bytes.length; start += 8_192) {
    pieces.push(String.fromCharCode(...bytes.subarray(start, start + 8_192)));
  }
  return btoa(pieces.join(''));
}
