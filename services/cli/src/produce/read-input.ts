import { InputError } from '../exit-code.ts';
import { openInput } from './open-input.ts';

/** Far more than what people write by hand takes. */
const maxFileBytes = 8 * 1024 * 1024;

/** The text of a file, or of standard input for `-`; `InputError` for what is too large or unreadable. */
export async function readInput(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of openInput(path).stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > maxFileBytes) {
      throw new InputError(`"${path}" is larger than ${maxFileBytes} bytes`);
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}
