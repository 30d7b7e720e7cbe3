import { Buffer } from 'node:buffer';
import { registerHooks } from 'node:module';
import { mutate, type Mutation } from './mutation.ts';

/** From now on the module is loaded with the bug. Throws at its import when the place is not there. */
export function installMutation(mutation: Mutation): void {
  const target = new URL(`../../../${mutation.file}`, import.meta.url).href;
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (url !== target) return loaded;
      const { source } = loaded;
      if (source === undefined || source === null) throw new Error(`${url} has no source`);
      const text =
        typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString();
      return { ...loaded, source: mutate(text, mutation) };
    },
  });
}
