import { fromJson, toJson } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { describeError } from './describe-error.mjs';
import { Health, HealthCheckResponseSchema } from './gen/grpc/health/v1/health_pb.js';
import { ServerReflection } from './gen/grpc/reflection/v1/reflection_pb.js';
import {
  MessagingService,
  PublishRequestSchema,
  PublishResponseSchema,
} from './gen/weir/v1/messaging_pb.js';
import { Subscription } from './subscription.mjs';

const defaultDeadlineMs = 30_000;

/** What the commands do; each method is named as its command. */
class Commands {
  #transport;
  #messaging;
  #headers;
  #streams = new Map();

  hello() {
    return { kind: 'stubs', library: '@connectrpc/connect-node' };
  }

  connect({ address, apiKey }) {
    this.#transport = createGrpcTransport({ baseUrl: `http://${address}` });
    this.#messaging = createClient(MessagingService, this.#transport);
    this.#headers = { authorization: `Bearer ${apiKey}` };
    return {};
  }

  async publish({ request, deadlineMs = defaultDeadlineMs, cancelAfterMs }) {
    const stopping = new AbortController();
    if (cancelAfterMs !== undefined) setTimeout(() => stopping.abort(), cancelAfterMs).unref();
    const response = await this.#messaging.publish(fromJson(PublishRequestSchema, request), {
      headers: this.#headers,
      timeoutMs: deadlineMs,
      signal: stopping.signal,
    });
    return publishResponse(response);
  }

  async publishStream({ requests }) {
    const options = { headers: this.#headers, timeoutMs: defaultDeadlineMs };
    const responses = [];
    for await (const { response } of this.#messaging.publishStream(wrap(requests), options)) {
      responses.push(publishResponse(response));
    }
    return { responses };
  }

  open({ stream, request }) {
    this.#streams.set(stream, new Subscription(this.#messaging, this.#headers));
    return this.send({ stream, request });
  }

  send({ stream, request }) {
    this.#streams.get(stream).send(request);
    return {};
  }

  cancel({ stream }) {
    this.#streams.get(stream).cancel();
    return {};
  }

  async health({ service }) {
    const response = await createClient(Health, this.#transport).check({ service });
    return toJson(HealthCheckResponseSchema, response, { alwaysEmitImplicit: true });
  }

  async services() {
    const client = createClient(ServerReflection, this.#transport);
    const names = [];
    for await (const { messageResponse } of client.serverReflectionInfo(listServices())) {
      names.push(...messageResponse.value.service.map(({ name }) => name));
    }
    return { services: names.toSorted((left, right) => left.localeCompare(right)) };
  }

  receive({ stream, timeoutMs }) {
    return this.#streams.get(stream).receive(timeoutMs);
  }
}

const commands = new Commands();

/** Runs one command; a failed call is an answer too. */
export async function answer(command) {
  try {
    if (command.op === 'receive') return await commands.receive(command);
    return { response: await commands[command.op](command) };
  } catch (error) {
    return { error: describeError(error) };
  }
}

/** A message in proto3 JSON: 64-bit numbers are strings there, so none is rounded. */
function publishResponse(response) {
  return toJson(PublishResponseSchema, response, { alwaysEmitImplicit: true });
}

async function* listServices() {
  yield { messageRequest: { case: 'listServices', value: '' } };
}

async function* wrap(requests) {
  for (const request of requests) yield { request: fromJson(PublishRequestSchema, request) };
}
