// From weir/v1/admin.proto

export const ElectionType = {
  ELECTION_TYPE_UNSPECIFIED: 'ELECTION_TYPE_UNSPECIFIED',
  ELECTION_TYPE_PREFERRED: 'ELECTION_TYPE_PREFERRED',
  /**
   * The operator accepts that acknowledged records are lost.
   */
  ELECTION_TYPE_UNCLEAN: 'ELECTION_TYPE_UNCLEAN',
} as const;

export type ElectionTypeInput =
  | 'ELECTION_TYPE_UNSPECIFIED'
  | 0
  | 'ELECTION_TYPE_PREFERRED'
  | 1
  /**
   * The operator accepts that acknowledged records are lost.
   */
  | 'ELECTION_TYPE_UNCLEAN'
  | 2

export type ElectionType = typeof ElectionType[keyof typeof ElectionType]
