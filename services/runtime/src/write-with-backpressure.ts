/** The half of a stream that this needs. */
interface Writable<Message> {
  readonly destroyed: boolean;
  readonly writableEnded: boolean;
  write(message: Message): boolean;
  once(event: StreamEvent, listener: () => void): unknown;
  off(event: StreamEvent, listener: () => void): unknown;
}

type StreamEvent = (typeof events)[number];

const events = ['drain', 'close', 'error', 'cancelled'] as const;

/**
 * Writes a message; returns a promise to await before the next one when the stream is full, else
 * undefined. The promise resolves too when the stream has ended: its owner is told of that apart.
 */
export function writeWithBackpressure<Message>(
  stream: Writable<Message>,
  message: Message,
): Promise<void> | undefined {
  // Nothing would ever drain: what is written then goes nowhere.
  if (stream.destroyed || stream.writableEnded) return undefined;
  if (stream.write(message)) return undefined;
  return new Promise((resolve) => {
    const finish = (): void => {
      for (const event of events) stream.off(event, finish);
      resolve();
    };
    for (const event of events) stream.once(event, finish);
  });
}
