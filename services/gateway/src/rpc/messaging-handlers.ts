import type { ServiceDefinition } from '@grpc/grpc-js';
import { MessagingService, type MessagingServiceHandlers } from '@weir/protos';
import { createPublishHandlers } from '../publish/create-publish-handlers.ts';
import {
  decodePublishRequest,
  decodePublishStreamRequest,
} from '../publish/decode-publish-request.ts';
import {
  encodePublishResponse,
  encodePublishStreamResponse,
} from '../publish/encode-publish-response.ts';
import type { PublishDesk } from '../publish/publish-desk.ts';
import { createSubscribeHandler } from '../subscribe/create-subscribe-handler.ts';

/** What the MessagingService is made of. */
export interface MessagingContext {
  readonly publish: PublishDesk;
  readonly subscribe: Parameters<typeof createSubscribeHandler>[0];
}

/** The MessagingService with decoders and encoders of what there is most of. */
export const messagingServiceDefinition: ServiceDefinition = {
  ...MessagingService.service,
  Publish: {
    ...MessagingService.service.Publish,
    requestDeserialize: decodePublishRequest,
    responseSerialize: encodePublishResponse,
  },
  PublishStream: {
    ...MessagingService.service.PublishStream,
    requestDeserialize: decodePublishStreamRequest,
    responseSerialize: encodePublishStreamResponse,
  },
};

/** The handlers of the MessagingService: each part makes its own. */
export function createMessagingHandlers({
  publish,
  subscribe,
}: MessagingContext): MessagingServiceHandlers {
  return { ...createPublishHandlers(publish), ...createSubscribeHandler(subscribe) };
}
