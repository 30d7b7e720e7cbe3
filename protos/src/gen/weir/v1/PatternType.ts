// From weir/v1/security.proto

export const PatternType = {
  /**
   * Read as LITERAL.
   */
  PATTERN_TYPE_UNSPECIFIED: 'PATTERN_TYPE_UNSPECIFIED',
  /**
   * The name itself; "*" stands for every name.
   */
  PATTERN_TYPE_LITERAL: 'PATTERN_TYPE_LITERAL',
  /**
   * Every name that starts so.
   */
  PATTERN_TYPE_PREFIX: 'PATTERN_TYPE_PREFIX',
} as const;

export type PatternTypeInput =
  /**
   * Read as LITERAL.
   */
  | 'PATTERN_TYPE_UNSPECIFIED'
  | 0
  /**
   * The name itself; "*" stands for every name.
   */
  | 'PATTERN_TYPE_LITERAL'
  | 1
  /**
   * Every name that starts so.
   */
  | 'PATTERN_TYPE_PREFIX'
  | 2

export type PatternType = typeof PatternType[keyof typeof PatternType]
