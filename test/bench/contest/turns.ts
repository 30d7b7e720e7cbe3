/** One measurement of a contest. */
export interface Turn<Case, Participant> {
  /** From 1. */
  readonly pair: number;
  readonly variant: Case;
  readonly contestant: Participant;
}

/** Who is measured when: in each pair case by case, in each case one contestant after the other. */
export function turnsOf<Case, Participant>(
  pairs: number,
  variants: readonly Case[],
  contestants: readonly Participant[],
): Turn<Case, Participant>[] {
  return Array.from({ length: pairs }, (_, index) => index + 1).flatMap((pair) =>
    variants.flatMap((variant) => contestants.map((contestant) => ({ pair, variant, contestant }))),
  );
}
