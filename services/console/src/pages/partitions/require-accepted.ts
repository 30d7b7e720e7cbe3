import { ApiError } from '../../api/api-error.ts';

/** What became of one partition, in an answer about several. */
export interface PartitionOutcome {
  readonly partition: { readonly topic: string; readonly partition: number } | null;
  /** Empty when it was done. */
  readonly errorCode: string;
  readonly errorMessage: string;
}

const shownRefusals = 3;

/**
 * Throws unless every partition was accepted: with the first code, and the first few refusals. `harmless` are codes that
 * say that there was nothing to do.
 */
export function requireAccepted(
  outcomes: readonly PartitionOutcome[],
  harmless: readonly string[] = [],
): void {
  const refused = outcomes.filter(
    ({ errorCode }) => errorCode !== '' && !harmless.includes(errorCode),
  );
  const [first] = refused;
  if (first === undefined) return;
  const texts = refused
    .slice(0, shownRefusals)
    .map(({ partition, errorMessage }) =>
      partition === null
        ? errorMessage
        : `${partition.topic}/${partition.partition}: ${errorMessage}`,
    );
  const more = refused.length - texts.length;
  const head = `${refused.length} of ${outcomes.length} refused. `;
  const message = `${outcomes.length > 1 ? head : ''}${texts.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  throw new ApiError(message, { code: first.errorCode, status: 200 });
}
