/** The half of a stream that this needs. */
interface Writable<Message> {
  write(message: Message): boolean;
  once(event: 'drain' | 'close' | 'error' | 'cancelled', listener: () => void): unknown;
  off(event: 'drain' | 'close' | 'error' | 'cancelled', listener: () => void): unknown;
}

/**
 * Writes a message; returns a promise to await before the next one when the stream is full, else
 * undefined. The promise resolves too when the stream has ended: its owner is told of that apart.
 */
export function writeWithBackpressure<Message>(
  stream: Writable<Message>,
  message: Message,
): Promise<void> | undefined {
  if (stream.write(message)) return undefined;
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'error', 'cancelled'] as const;
    const finish = (): void => {
      for (const event of events) stream.off(event, finish);
      resolve();
    };
    for (const event of events) stream.once(event, finish);
  });
}
