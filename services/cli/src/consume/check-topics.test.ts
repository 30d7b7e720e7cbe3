import { type TopicDescription, WeirError } from '@weir/client';
import { describe, expect, it } from 'vitest';
import { checkTopics, type TopicLookup } from './check-topics.ts';

function lookupThat(answer: (topic: string) => Promise<TopicDescription>): TopicLookup {
  return { admin: () => ({ describeTopic: answer }) };
}

describe('checkTopics', () => {
  it('throws for a topic that does not exist', async () => {
    const weir = lookupThat(async (topic) =>
      Promise.reject(new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `no ${topic}`)),
    );
    await expect(checkTopics(weir, ['orders'])).rejects.toThrow('no orders');
  });

  it('lets it be when the controller cannot tell', async () => {
    const failing = lookupThat(async () => Promise.reject(new WeirError('UNAVAILABLE', 'down')));
    await expect(checkTopics(failing, ['orders'])).resolves.toBeUndefined();
    const silent = lookupThat(() => new Promise(() => undefined));
    await expect(checkTopics(silent, ['orders'], 1)).resolves.toBeUndefined();
  });
});
