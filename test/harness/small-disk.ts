import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mebibyte = 1024 * 1024;

/** A file system of its own in memory, which a test can fill. Only root on Linux can have one. */
export class SmallDisk implements AsyncDisposable {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Why no small disk can be made here; undefined when one can. */
  static whyNot(): string | undefined {
    const path = mkdtempSync(join(tmpdir(), 'weir-disk-'));
    try {
      mountMemory(path, 1);
      run('umount', [path]);
      return undefined;
    } catch {
      return 'a small file system cannot be mounted here (it takes root on Linux)';
    } finally {
      rmdirSync(path);
    }
  }

  /** Mounts an empty one of `mebibytes` on a directory. */
  static async mount(path: string, mebibytes: number): Promise<SmallDisk> {
    await mkdir(path, { recursive: true });
    mountMemory(path, mebibytes);
    return new SmallDisk(path);
  }

  /** Writes until nothing more goes on it. */
  async fill(): Promise<void> {
    const file = await open(this.#filler, 'w');
    try {
      for (const size of [mebibyte, 4096, 1]) await writeUntilFull(file, Buffer.alloc(size));
    } finally {
      await file.close();
    }
  }

  /** Removes what `fill` wrote. */
  async free(): Promise<void> {
    await rm(this.#filler, { force: true });
  }

  /** The file system goes with all that is on it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.free();
    run('umount', [this.#path]);
  }

  get #filler(): string {
    return join(this.#path, 'filler');
  }
}

async function writeUntilFull(
  file: { write: (buffer: Buffer) => Promise<{ bytesWritten: number }> },
  piece: Buffer,
): Promise<void> {
  try {
    for (;;) {
      const { bytesWritten } = await file.write(piece);
      if (bytesWritten < piece.length) return;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOSPC') throw error;
  }
}

function mountMemory(path: string, mebibytes: number): void {
  run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path]);
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
