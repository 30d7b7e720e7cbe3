import type { CaseContext } from '../case-context.ts';
import { isJsonObject, type JsonObject, toText } from '../json-value.ts';

/** Publishes records in one call; those that name no topic go to the case's. */
export async function publish(
  { request, deadlineMs, cancelAfterMs }: JsonObject,
  context: CaseContext,
): Promise<JsonObject> {
  const filled = withTopic(request as JsonObject, context.topic);
  const answer = await context.driver.ask({
    op: 'publish',
    request: filled,
    ...(deadlineMs === undefined ? undefined : { deadlineMs }),
    ...(cancelAfterMs === undefined ? undefined : { cancelAfterMs }),
  });
  note(filled, answer['response'], context);
  return answer;
}

/** Publishes several requests on one stream. */
export async function publishStream(
  { requests }: JsonObject,
  context: CaseContext,
): Promise<JsonObject> {
  const filled = (requests as readonly JsonObject[]).map((request) =>
    withTopic(request, context.topic),
  );
  const answer = await context.driver.ask({ op: 'publishStream', requests: filled });
  const { response } = answer;
  const responses = isJsonObject(response) ? (response['responses'] as readonly JsonObject[]) : [];
  for (const [index, request] of filled.entries()) note(request, responses[index], context);
  return answer;
}

function withTopic(request: JsonObject, topic: string): JsonObject {
  const records = request['records'] as readonly JsonObject[];
  return { ...request, records: records.map((record) => ({ topic, ...record })) };
}

/** Keeps what was sent, and where it was acknowledged. */
function note(
  request: JsonObject,
  response: JsonObject[string] | undefined,
  context: CaseContext,
): void {
  const results = isJsonObject(response) ? (response['results'] as readonly JsonObject[]) : [];
  for (const [index, record] of (request['records'] as readonly JsonObject[]).entries()) {
    const result = results[index];
    const isAcknowledged = result !== undefined && !hasError(result);
    // A record that was there already was counted by the call that wrote it.
    if (result?.['isDuplicate'] === true) continue;
    context.history.sent.push({
      topic: toText(record['topic']),
      key: (record['key'] as string | undefined) ?? null,
      value: (record['value'] as string | undefined) ?? null,
      ...(isAcknowledged
        ? { partition: Number(result['partition']), offset: Number(result['offset']) }
        : undefined),
    });
  }
}

function hasError({ error }: JsonObject): boolean {
  return isJsonObject(error) && error['code'] !== '';
}
