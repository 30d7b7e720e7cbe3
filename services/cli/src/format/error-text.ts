/** What was thrown, for people; mostly an error of the system or of a library. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
