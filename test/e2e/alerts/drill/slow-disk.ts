import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads of small pieces and syncs wait, while the file that is named by `SLOW_DISK_WHILE` exists. */
const source = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static void be_slow(void) {
  const char *flag = getenv("SLOW_DISK_WHILE");
  if (flag != NULL && access(flag, F_OK) == 0) usleep(SLOW_MS * 1000);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (real == NULL) real = dlsym(RTLD_NEXT, "fdatasync");
  be_slow();
  return real(fd);
}

int fsync(int fd) {
  static int (*real)(int);
  if (real == NULL) real = dlsym(RTLD_NEXT, "fsync");
  be_slow();
  return real(fd);
}

ssize_t pread64(int fd, void *buffer, size_t count, off64_t offset) {
  static ssize_t (*real)(int, void *, size_t, off64_t);
  if (real == NULL) real = dlsym(RTLD_NEXT, "pread64");
  be_slow();
  return real(fd, buffer, count, offset);
}

ssize_t pread(int fd, void *buffer, size_t count, off_t offset) {
  static ssize_t (*real)(int, void *, size_t, off_t);
  if (real == NULL) real = dlsym(RTLD_NEXT, "pread");
  be_slow();
  return real(fd, buffer, count, offset);
}
`;

/** A disk that takes its time: a library that is put before the system's own in a process that is started. */
export class SlowDisk {
  readonly #library: string;
  readonly #flag: string;

  private constructor(library: string, flag: string) {
    this.#library = library;
    this.#flag = flag;
  }

  /** Why no slow disk can be made here; undefined when one can. */
  static whyNot(): string | undefined {
    if (process.platform !== 'linux') return 'a disk is made slow by LD_PRELOAD, which takes Linux';
    const { status } = spawnSync('cc', ['--version'], { stdio: 'ignore' });
    return status === 0 ? undefined : 'a disk is made slow by a library, which takes a C compiler';
  }

  /** Compiles it into a directory; it is not slow yet. */
  static create(directory: string, delayMs: number): SlowDisk {
    const code = join(directory, 'slow-disk.c');
    const library = join(directory, 'slow-disk.so');
    writeFileSync(code, source);
    const args = ['-shared', '-fPIC', '-O1', `-DSLOW_MS=${delayMs}`, '-o', library, code, '-ldl'];
    const { status, stderr } = spawnSync('cc', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`cc ${args.join(' ')}: ${stderr}`);
    return new SlowDisk(library, join(directory, 'slow-disk.flag'));
  }

  /** The environment of a process that is to have it. */
  get environment(): Readonly<Record<string, string>> {
    return { LD_PRELOAD: this.#library, SLOW_DISK_WHILE: this.#flag };
  }

  slow(): void {
    writeFileSync(this.#flag, '');
  }

  heal(): void {
    if (existsSync(this.#flag)) rmSync(this.#flag);
  }
}
