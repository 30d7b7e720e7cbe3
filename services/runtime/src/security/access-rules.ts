import type { AclRule } from '@weir/core';
import { adminPrincipal, anonymous } from './identity.ts';
import type { Revision } from './revision.ts';
import type { SecurityView } from './security-view.ts';

/** What the rules of a process are made of. */
export interface AccessRulesOptions {
  readonly view: SecurityView;
  readonly revision: Revision;
  /** Principals that may do everything, beside the one of admin keys. */
  readonly superUsers: readonly string[];
  /** Whether everybody may do everything: nobody is asked who they are. */
  readonly isOpen: boolean;
}

/** Decides who may do what, by the access control list and the super users. */
export class AccessRules {
  readonly #options: AccessRulesOptions;
  readonly #superUsers: ReadonlySet<string>;

  constructor(options: AccessRulesOptions) {
    this.#options = options;
    this.#superUsers = new Set([adminPrincipal, ...options.superUsers]);
  }

  /** Grows with each change after which somebody may do more or less than before. */
  get version(): number {
    return this.#options.revision.value;
  }

  /** Whether a principal may do everything, whatever the list says. */
  isUnlimited(principal: string): boolean {
    return this.#options.isOpen || this.#superUsers.has(principal);
  }

  /** The rules that concern a principal; none for somebody whom nobody knows. */
  rulesOf(principal: string): readonly AclRule[] {
    return principal === anonymous ? [] : this.#options.view.rulesOf(principal);
  }
}
