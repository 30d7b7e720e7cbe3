/** A message without the fields, such as `_lag`, by which gRPC notes that `lag` is set. */
export function plainMessage(message: unknown): unknown {
  if (Array.isArray(message)) return message.map(plainMessage);
  if (typeof message !== 'object' || message === null) return message;
  return Object.fromEntries(
    Object.entries(message)
      .filter(([name]) => !name.startsWith('_'))
      .map(([name, value]) => [name, plainMessage(value)]),
  );
}
