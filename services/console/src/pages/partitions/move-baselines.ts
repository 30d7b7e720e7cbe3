/** More moves than this at a time are not remembered. */
const maxBaselines = 20_000;

/** How far moves are, of the most that was seen left of them. */
export class MoveBaselines {
  readonly #most = new Map<string, number>();

  /** 0 to 1; 0 for a move that is seen for the first time, 1 for one of which nothing is left. */
  doneShare(key: string, remaining: number): number {
    const most = Math.max(this.#most.get(key) ?? 0, remaining);
    if (this.#most.has(key) || this.#most.size < maxBaselines) this.#most.set(key, most);
    return most === 0 ? 1 : 1 - remaining / most;
  }
}
