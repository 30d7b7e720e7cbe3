import { afterEach, expect, it, vi } from 'vitest';
import { prepareToolchain } from './prepare-toolchain.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each([
  ['connect', 'no npm on PATH'],
  ['python', 'no python3 on PATH'],
  ['go', 'no go on PATH'],
  ['java', 'no javac on PATH'],
] as const)('says what %s lacks on this machine', async (language, reason) => {
  vi.stubEnv('PATH', import.meta.dirname);
  expect(await prepareToolchain(language)).toBe(reason);
});
