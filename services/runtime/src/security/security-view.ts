import type { AclRule } from '@weir/core';
import type { ApiKeyRecord, Quota, SecurityDocument } from '@weir/protos';
import { toAclRule } from './to-acl-rule.ts';

/** Of which principal a rule or a quota is for everybody. */
const everybody = '*';

/**
 * What this process knows of who may do what: the newest security document that it was told.
 *
 * Invariants:
 *   - The version never decreases.
 * Tests: `security-view.test.ts`.
 */
export class SecurityView {
  #document: SecurityDocument = { version: 0, acls: [], apiKeys: [], quotas: [] };
  #isLoaded = false;
  #rules = new Map<string, AclRule[]>();
  #keys = new Map<string, ApiKeyRecord>();
  #quotas = new Map<string, Quota>();
  readonly #listeners = new Set<() => void>();

  /** Of the document that is known; 0 before there was any. */
  get version(): number {
    return this.#document.version;
  }

  /** The newest one; an empty one before there was any. Nobody may change it. */
  get document(): SecurityDocument {
    return this.#document;
  }

  /** Whether any document was told, be it one of version 0 that says that there is nothing. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /**
   * Takes a document unless the known one is as new. True when it was taken; a first one of version 0 is
   * false and yet makes the view loaded.
   */
  apply(document: SecurityDocument): boolean {
    const wasLoaded = this.#isLoaded;
    this.#isLoaded = true;
    const isNewer = document.version > this.#document.version;
    if (isNewer) this.#replace(document);
    if (isNewer || !wasLoaded) for (const listener of [...this.#listeners]) listener();
    return isNewer;
  }

  /** Calls the listener after each change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The rules that concern a principal, those for everybody among them. */
  rulesOf(principal: string): readonly AclRule[] {
    return [...(this.#rules.get(principal) ?? []), ...(this.#rules.get(everybody) ?? [])];
  }

  /** The API key with this id, be it expired or not. */
  apiKey(keyId: string): ApiKeyRecord | undefined {
    return this.#keys.get(keyId);
  }

  /** The limits of a principal: its own, else those for everybody, else none. */
  quotaOf(principal: string): Quota | undefined {
    return this.#quotas.get(principal) ?? this.#quotas.get(everybody);
  }

  #replace(document: SecurityDocument): void {
    this.#document = document;
    this.#rules = new Map();
    for (const acl of document.acls) {
      const rule = toAclRule(acl);
      if (rule === undefined) continue;
      const rules = this.#rules.get(rule.principal);
      if (rules === undefined) this.#rules.set(rule.principal, [rule]);
      else rules.push(rule);
    }
    this.#keys = new Map();
    for (const record of document.apiKeys) {
      if (record.key !== null) this.#keys.set(record.key.keyId, record);
    }
    this.#quotas = new Map(document.quotas.map((quota) => [quota.principal, quota]));
  }
}
