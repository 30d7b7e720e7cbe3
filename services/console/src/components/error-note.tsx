import type { ApiError } from '../api/api-error.ts';
import { unreachableSinceMs } from '../api/connection.ts';
import { errorAdvice } from '../api/error-advice.ts';

/**
 * A request that failed, in place: code, message, what to do. Nothing without an error, nor while the banner at the top
 * says that the gateway does not answer.
 */
export function ErrorNote(props: {
  readonly error: ApiError | undefined;
  /** In a dialog, over the banner. */
  readonly isInDialog?: boolean;
  readonly onRetry?: () => void;
}) {
  const { error, isInDialog = false, onRetry } = props;
  if (error === undefined) return null;
  const isInBanner = error.code === 'UNAVAILABLE' && error.status === 0;
  if (isInBanner && unreachableSinceMs.value !== undefined && !isInDialog) return null;
  const advice = errorAdvice(error);
  return (
    <div class="error-note" role="alert">
      <p>
        <code>{error.code}</code> {error.message}
      </p>
      {advice !== '' && <p class="muted">{advice}</p>}
      {onRetry !== undefined && (
        <button type="button" class="button button-small" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
