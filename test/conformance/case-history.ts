import type { SeenRecord } from '../harness/history.ts';

/** A record that was published; key and value are in base64, so that they are compared byte by byte. */
export interface SentRecord {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string | null;
  /** Where it was acknowledged; absent when it was not. */
  readonly partition?: number;
  /** Likewise; −1 when the answer had none. */
  readonly offset?: number;
}

/** What a case has published and read, in the order of the answers. */
export class CaseHistory {
  readonly sent: SentRecord[] = [];
  readonly seen: SeenRecord[] = [];

  get acknowledged(): readonly SentRecord[] {
    return this.sent.filter(({ offset }) => offset !== undefined);
  }
}
