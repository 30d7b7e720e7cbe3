import { type AclOperation, type AclRule, isAllowed, type Resource, WeirError } from '@weir/core';
import type { Caller, Usage } from './caller.ts';

/** A user of these rules, whose rights, credentials and quota a test changes as it likes. */
export class RuleCaller implements Caller {
  readonly principal = 'user:ada';
  readonly isInternal = false;
  securityVersion = 1;
  hasExpired = false;
  /** What every charge answers, in milliseconds. */
  pauseMs = 0;
  readonly usages: Usage[] = [];
  #rules: readonly AclRule[];

  constructor(rules: readonly AclRule[] = []) {
    this.#rules = rules;
  }

  /** Other rules from now on. */
  change(rules: readonly AclRule[]): void {
    this.#rules = rules;
    this.securityVersion += 1;
  }

  may(operation: AclOperation, resource: Resource): boolean {
    return isAllowed(this.#rules, { principal: this.principal, operation, resource });
  }

  require(operation: AclOperation, resource: Resource): void {
    this.checkCredentials();
    if (this.may(operation, resource)) return;
    const { type, name } = resource;
    const code = `${type.toUpperCase() as Uppercase<typeof type>}_AUTHORIZATION_FAILED` as const;
    throw new WeirError(code, `${this.principal} may not ${operation} ${type} "${name}"`);
  }

  checkCredentials(): void {
    if (this.hasExpired) throw new WeirError('AUTHENTICATION_FAILED', 'The credentials expired');
  }

  charge(usage: Usage): number {
    this.usages.push(usage);
    return this.pauseMs;
  }
}

/** A rule that allows everybody an operation on one resource, a topic by default. */
export function allow(
  operation: AclOperation,
  resourceName: string,
  resourceType: Resource['type'] = 'topic',
): AclRule {
  return {
    ...{ principal: '*', resourceType, resourceName, operation },
    ...{ patternType: 'literal', permission: 'allow' },
  };
}
