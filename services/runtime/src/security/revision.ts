/** Counts the changes of keys, rights and limits that a process has seen. */
export class Revision {
  #value = 0;

  get value(): number {
    return this.#value;
  }

  advance(): void {
    this.#value += 1;
  }
}
