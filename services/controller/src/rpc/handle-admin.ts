import { toWeirError, WeirError } from '@weir/core';
import { type CallContext, handleUnary } from '@weir/runtime';

/**
 * As `handleUnary`, for work of one active life of a controller: a caller that has cancelled nothing hears
 * `UNAVAILABLE` when that life ends under it, so that it asks the next active controller.
 */
export function handleAdmin<Request, Response>(
  implementation: (request: Request, context: CallContext) => Promise<Response>,
): ReturnType<typeof handleUnary<Request, Response>> {
  return handleUnary(async (request, context) => {
    try {
      return await implementation(request, context);
    } catch (error) {
      if (context.signal.aborted || toWeirError(error).code !== 'CANCELLED') throw error;
      throw new WeirError(
        'UNAVAILABLE',
        'The controller has stepped down meanwhile: whether this took effect is unknown',
        { cause: error },
      );
    }
  });
}
