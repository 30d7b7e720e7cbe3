import type { MessagingServiceHandlers } from '@weir/protos';
import { handleBidiStream, handleUnary } from '@weir/runtime';
import { CallerWindows } from './caller-windows.ts';
import { publishOnce } from './publish-call.ts';
import type { PublishDesk } from './publish-desk.ts';
import { PublishStream } from './publish-stream.ts';

/** The publishing half of the MessagingService. */
export function createPublishHandlers(
  desk: PublishDesk,
): Pick<MessagingServiceHandlers, 'Publish' | 'PublishStream'> {
  const windows = new CallerWindows();
  return {
    Publish: handleUnary((request, context) => publishOnce(request, context, { desk, windows })),
    PublishStream: handleBidiStream((stream, context) =>
      new PublishStream(stream, context, desk).serve(),
    ),
  };
}
