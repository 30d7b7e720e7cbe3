import { InvariantViolation, WeirError } from '@weir/core';
import { Violation } from '../../checkers/history.ts';
import type { Trace } from '../../world/trace.ts';
import type { StoredChange } from '../world/watched-redis.ts';
import { ContactChecker } from './contact-checker.ts';
import { OwnershipChecker } from './ownership-checker.ts';
import { ProgressChecker } from './progress-checker.ts';
import { TargetChecker } from './target-checker.ts';

/** What checkers are told once for all. */
export interface GroupRules {
  readonly disconnectGraceMs: number;
  readonly journalIntervalMs: number;
  /** Whether nothing has been in the way of the coordinators, their store and journal, for a while. */
  readonly isSound: () => boolean;
  /** Whether nothing but coordinators is ever at fault: then nobody may be fenced for silence. */
  readonly areMembersHealthy: boolean;
}

/** How a checker breaks off, and what time it is. */
export interface CheckerContext {
  readonly rules: GroupRules;
  readonly nowMs: () => number;
  readonly fail: (rule: string) => never;
}

/**
 * What has happened to the groups, checked as it happens, against what the store holds: the checkers
 * see what no process sees.
 *
 * A violation is thrown where it is found, and kept: a process that swallows it hides nothing.
 */
export class GroupHistory {
  violation: Violation | undefined;
  /** Whether the store has been wiped or set back. */
  hasLostStore = false;
  /** How often something happened, to know that the simulation does something. */
  readonly counts = {
    ...{ joined: 0, left: 0, fenced: 0, targets: 0, assigned: 0, loaded: 0 },
    ...{ handled: 0, handledAgain: 0, committed: 0, reset: 0, deleted: 0 },
  };
  readonly ownership: OwnershipChecker;
  readonly contacts: ContactChecker;
  readonly progress: ProgressChecker;
  readonly targets: TargetChecker;
  readonly #trace: Trace;

  constructor(trace: Trace, rules: GroupRules, nowMs: () => number) {
    this.#trace = trace;
    const context = { rules, nowMs, fail: (rule: string) => this.fail(rule) };
    this.ownership = new OwnershipChecker(context, this.counts);
    this.contacts = new ContactChecker(context, this.ownership);
    this.progress = new ProgressChecker(context, this.ownership, this.counts);
    this.targets = new TargetChecker(context);
  }

  /** Breaks off with what is wrong. */
  fail(rule: string): never {
    this.violation ??= new Violation(rule);
    this.#trace.note('VIOLATION:', rule);
    throw this.violation;
  }

  /** An error that code under test has thrown: operating errors are its right. */
  checkThrown(error: unknown): void {
    if (error instanceof Violation) throw error;
    if (error instanceof WeirError) {
      if (error.code === 'UNKNOWN_SERVER_ERROR') this.checkThrown(error.cause);
      return;
    }
    if (error instanceof Error && error.name === 'AbortError') return;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (error instanceof InvariantViolation) this.fail(`broken invariant: ${text}`);
    this.fail(`unexpected error: ${text}`);
  }

  /** A member was refused for good: only another process of the same instance may be the reason. */
  checkRefused(error: WeirError): void {
    if (error.code === 'UNRELEASED_INSTANCE_ID' || error.code === 'FENCED_INSTANCE_ID') return;
    this.checkThrown(error);
    this.fail(`a member is refused: ${error.code}, ${error.message}`);
  }

  /** The store has lost something; this is what it has now. */
  storeLost(left: Readonly<Record<'members' | 'offsets', readonly StoredChange[]>>): void {
    this.hasLostStore = true;
    this.ownership.storeLost(left.members);
    this.progress.storeLost(left.offsets);
    this.contacts.storeLost();
    this.targets.storeLost();
  }

  /** The store has taken a write. */
  written(changes: readonly StoredChange[]): void {
    this.ownership.written(changes.filter(({ collection }) => collection.startsWith('members/')));
    this.progress.written(changes.filter(({ collection }) => collection.startsWith('offsets/')));
  }
}
