import { signal } from '@preact/signals';
import { isAbort, toApiError } from '../api/api-error.ts';
import { errorAdvice } from '../api/error-advice.ts';

/** A message that stands in a corner for a while. */
export interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly title: string;
  readonly text: string;
  /** What to do about it; empty when there is nothing to say. */
  readonly advice: string;
}

/** More push the oldest out. */
const maxToasts = 5;
const goodForMs = 5_000;

let lastId = 0;

/** What is shown now, oldest first. */
export const toasts = signal<readonly Toast[]>([]);

/** Says that something was done; it goes by itself. */
export function tellDone(title: string, text = ''): void {
  const id = add({ tone: 'good', title, text, advice: '' });
  setTimeout(() => {
    dismissToast(id);
  }, goodForMs);
}

/** Says what went wrong, with its code and what to do; it stays until it is dismissed. */
export function tellError(title: string, thrown: unknown): void {
  if (isAbort(thrown)) return;
  const error = toApiError(thrown);
  add({ tone: 'bad', title, text: `${error.code}: ${error.message}`, advice: errorAdvice(error) });
}

/** Takes a toast away. */
export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

function add(toast: Omit<Toast, 'id'>): number {
  lastId += 1;
  toasts.value = [...toasts.value, { ...toast, id: lastId }].slice(-maxToasts);
  return lastId;
}
