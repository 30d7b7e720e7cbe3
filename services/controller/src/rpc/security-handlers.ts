import { WeirError } from '@weir/core';
import type { SecurityServiceHandlers } from '@weir/protos';
import { handleServerStream, type SecurityView, writeWithBackpressure } from '@weir/runtime';

/**
 * The SecurityService of a controller, active or not, from what it knows. A watcher that is slow gets
 * the newest document when it is ready for it, and none of those in between.
 */
export function createSecurityHandlers(view: SecurityView): SecurityServiceHandlers {
  return {
    WatchSecurity: handleServerStream(async (_request, stream, { signal, stopping }) => {
      if (!view.isLoaded) {
        throw new WeirError('UNAVAILABLE', 'This controller does not know keys and rights yet');
      }
      const ended = AbortSignal.any([signal, stopping]);
      let sentVersion = -1;
      while (!ended.aborted) {
        if (view.version > sentVersion) {
          sentVersion = view.version;
          await writeWithBackpressure(stream, { document: view.document });
        } else await nextChange(view, ended);
      }
      if (stopping.aborted) throw new WeirError('SHUTTING_DOWN', 'This controller is stopping');
    }),
  };
}

async function nextChange(view: SecurityView, ended: AbortSignal): Promise<void> {
  if (ended.aborted) return;
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      unsubscribe();
      ended.removeEventListener('abort', finish);
      resolve();
    };
    const unsubscribe = view.onChange(finish);
    ended.addEventListener('abort', finish);
  });
}
