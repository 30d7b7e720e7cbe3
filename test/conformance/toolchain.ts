import type { Program } from './driver-process.ts';

/** The languages of the suite, in the order in which they run. */
export const languages = ['typescript', 'connect', 'python', 'go', 'java'] as const;

/** One of them. `connect` is Node with `@connectrpc/connect-node`. */
export type Language = (typeof languages)[number];

/** What each language has: the driver, and the two programs of `protos/README.md`. */
export type ProgramName = 'driver' | 'publish' | 'consume';

/** A language whose programs are built. */
export interface Toolchain {
  readonly language: Language;
  program(name: ProgramName, args?: readonly string[]): Program;
}

/** This machine lacks what a language needs: it is skipped, and the message says why. */
export class MissingToolchainError extends Error {
  override readonly name = 'MissingToolchainError';
}
