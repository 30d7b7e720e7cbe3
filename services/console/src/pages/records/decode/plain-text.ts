const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Control characters that no text has, but for tab, line ends, and the escape of terminals. */
// oxlint-disable-next-line no-control-regex
const binaryLetter = /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/;

/** The text of bytes that are UTF-8; undefined for others. */
export function textOfBytes(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether people wrote it: bytes of other formats are often UTF-8 by chance. */
export function isPlainText(text: string): boolean {
  return !binaryLetter.test(text);
}
