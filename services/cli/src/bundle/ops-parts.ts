import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { BundlePart } from './bundle-part.ts';
import { errorText } from '../format/error-text.ts';

const timeoutMs = 5_000;
/** Of one answer. */
const maxBytes = 16 * 2 ** 20;

/** The metrics and the readiness of services, by the addresses of their ops ports. */
export function opsParts(addresses: readonly string[]): readonly BundlePart[] {
  return addresses.flatMap((address) => {
    const folder = `ops/${address.replaceAll(/[^\w.-]/g, '_')}`;
    return [
      {
        name: `${folder}/metrics.prom`,
        write: async (path, redactor) => {
          await writeFile(path, redactor.metrics((await get(address, 'metrics')).body));
        },
      },
      {
        name: `${folder}/readyz.txt`,
        write: async (path, redactor) => {
          const { status, body } = await get(address, 'readyz');
          await writeFile(path, `${status}\n${redactor.text(body)}\n`);
        },
      },
    ] satisfies readonly BundlePart[];
  });
}

async function get(
  address: string,
  path: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const response = await fetch(`http://${address}/${path}`, {
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw new Error(`http://${address}/${path} does not answer: ${reasonOf(error)}`);
  });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of bodyOf(response)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Error(`http://${address}/${path} has more than 16 MiB`);
    chunks.push(chunk);
  }
  return { status: response.status, body: Buffer.concat(chunks).toString() };
}

function bodyOf({ body }: Response): AsyncIterable<Uint8Array> {
  return body ?? Readable.from([]);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return errorText(cause);
}
