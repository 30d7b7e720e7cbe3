/** Why a text can be neither an API key nor a token; undefined for what may be one, and for nothing. */
export function secretProblem(text: string): string | undefined {
  // Browsers refuse to send others in a header: every request would fail.
  if (/^[\u0021-\u007E]*$/.test(text)) return undefined;
  return 'Keys and tokens have no blanks, line breaks or letters beyond ASCII: copy it anew';
}
