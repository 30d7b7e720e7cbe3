import type { ApiError } from '../api/api-error.ts';
import { errorAdvice } from '../api/error-advice.ts';

/** A request that failed, in place: code, message, what to do. Nothing without an error. */
export function ErrorNote(props: {
  readonly error: ApiError | undefined;
  readonly onRetry?: () => void;
}) {
  const { error, onRetry } = props;
  if (error === undefined) return null;
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
