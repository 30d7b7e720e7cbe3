import { toWeirError } from '@weir/core';

/**
 * Which controller to talk to: the one that a hint names, else the next of the list.
 *
 * Pure state: callers tell how each attempt went.
 */
export class ControllerFinder {
  readonly #controllers: readonly string[];
  #turn = 0;
  #hint: string | undefined;

  constructor(controllers: readonly string[]) {
    this.#controllers = controllers;
  }

  get address(): string {
    return this.#hint ?? this.#controllers[this.#turn % this.#controllers.length] ?? '';
  }

  /** An attempt failed: follows its hint, or goes on to the next controller. */
  failed(error: unknown): void {
    const { code, metadata } = toWeirError(error);
    const hint = code === 'NOT_CONTROLLER' ? metadata['controller'] : undefined;
    if (hint === undefined) this.#turn += 1;
    this.#hint = hint;
  }
}
