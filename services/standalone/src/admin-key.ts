import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file with a new admin key that only its owner may read, unless there is one already. */
export async function ensureAdminKey(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await createNew(path);
  if (file === undefined) return;
  try {
    await file.writeFile(`weir_admin_${randomBytes(32).toString('base64url')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function createNew(path: string): Promise<Awaited<ReturnType<typeof open>> | undefined> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
    throw error;
  }
}
