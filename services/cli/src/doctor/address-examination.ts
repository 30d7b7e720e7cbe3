/** What an address came to, from what is reached first to what is reached last. */
export type AddressOutcome =
  | 'ok'
  | 'unresolved'
  | 'refused'
  | 'silent'
  | 'not-weir'
  | 'tls-expected'
  | 'tls-not-spoken'
  | 'tls-failed'
  | 'no-metadata'
  | 'authentication-failed';

/** One address, tried by itself. */
export interface AddressExamination {
  readonly address: string;
  readonly outcome: AddressOutcome;
  /** What the system or the service said, for people; empty when all is well. */
  readonly detail: string;
  readonly durationMs: number;
}
