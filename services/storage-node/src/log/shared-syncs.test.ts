import { expect, it } from 'vitest';

import { SharedSyncs } from './shared-syncs.ts';

function slowSyncs() {
  const begun: { readonly path: string; readonly finish: (error?: Error) => void }[] = [];
  const syncs = new SharedSyncs((path) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    begun.push({
      path,
      finish: (error) => {
        if (error === undefined) resolve();
        else reject(error);
      },
    });
    return promise;
  });
  return { begun, syncs };
}

it('answers with a sync that began after the call, shared by all who wait for it', async () => {
  const { begun, syncs } = slowSyncs();
  const first = syncs.run('a');
  const others = [syncs.run('a'), syncs.run('a'), syncs.run('b')];
  expect(begun.map(({ path }) => path)).toEqual(['a', 'b']);
  begun[0]?.finish();
  await first;
  await expect.poll(() => begun.length).toBe(3);
  begun[1]?.finish();
  begun[2]?.finish();
  await Promise.all(others);
  expect(begun.map(({ path }) => path)).toEqual(['a', 'b', 'a']);
});

it('tells each caller how its own sync went', async () => {
  const { begun, syncs } = slowSyncs();
  const first = syncs.run('a');
  const second = syncs.run('a');
  begun[0]?.finish(new Error('disk'));
  await expect(first).rejects.toThrow('disk');
  await expect.poll(() => begun.length).toBe(2);
  begun[1]?.finish();
  await second;
});
