import { type AclOperation, type AclRule, isAllowed, type Resource } from '@weir/core';
import type { AccessRules } from './access-rules.ts';

/** How many decisions about one principal are remembered. */
const maxDecisions = 1_000;

/** The decisions about one principal, remembered until something changes. */
export class Decisions {
  readonly #rules: AccessRules;
  readonly #principal: string;
  readonly #decisions = new Map<string, boolean>();
  #version = -1;
  #own: readonly AclRule[] = [];

  constructor(rules: AccessRules, principal: string) {
    this.#rules = rules;
    this.#principal = principal;
  }

  /** Whether the principal may do that with the resource now. */
  may(operation: AclOperation, resource: Resource): boolean {
    if (this.#version !== this.#rules.version) this.#renew();
    const question = `${operation} ${resource.type} ${resource.name}`;
    const known = this.#decisions.get(question);
    if (known !== undefined) return known;
    const decision = isAllowed(this.#own, { principal: this.#principal, operation, resource });
    if (this.#decisions.size >= maxDecisions) this.#decisions.clear();
    this.#decisions.set(question, decision);
    return decision;
  }

  #renew(): void {
    this.#version = this.#rules.version;
    this.#own = this.#rules.rulesOf(this.#principal);
    this.#decisions.clear();
  }
}
