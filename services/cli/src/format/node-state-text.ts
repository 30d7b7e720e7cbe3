/** The state of a node in a word: `alive`, `dead`, `stopping`. */
export function nodeStateText(state: string): string {
  return state.replace('NODE_STATE_', '').toLowerCase();
}
