/** What the harness tells a process of members. Instants are of `machineNowMs`. */
export type MemberCommand =
  | {
      readonly kind: 'join';
      readonly groupId: string;
      readonly topic: string;
      /** A consumer for each of these names. */
      readonly members: readonly string[];
      /** Time between the starts of two of them. */
      readonly spacingMs: number;
    }
  /** Closes every consumer. */
  | { readonly kind: 'leave' };

/** What a process of members says, a line of JSON each. */
export type MemberReport =
  /** All modules are loaded. */
  | { readonly kind: 'ready'; readonly atMs: number }
  | { readonly kind: 'started'; readonly member: string; readonly atMs: number }
  | {
      readonly kind: 'assigned';
      readonly member: string;
      readonly atMs: number;
      /** All that it reads now. */
      readonly partitions: readonly number[];
    }
  | {
      readonly kind: 'delivered';
      readonly member: string;
      readonly atMs: number;
      readonly partition: number;
      readonly records: readonly (readonly [offset: number, value: string])[];
    }
  | { readonly kind: 'leaving'; readonly member: string; readonly atMs: number }
  | { readonly kind: 'failed'; readonly member: string; readonly reason: string };
