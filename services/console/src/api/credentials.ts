import { type ReadonlySignal, signal } from '@preact/signals';

const storageKey = 'weir.credentials';

const secret = signal<string | undefined>(sessionStorage.getItem(storageKey) ?? undefined);

/** The API key or token that requests carry; kept until the tab is closed. */
export const credentials: ReadonlySignal<string | undefined> = secret;

const asked = signal(false);
let isDismissed = false;

/** Whether the sign-in is shown. */
export const isSignInAsked: ReadonlySignal<boolean> = asked;

/** Shows the sign-in: somebody wants to. */
export function openSignIn(): void {
  asked.value = true;
}

/** Told that a call was refused for want of credentials: shows the sign-in, unless it was put off. */
export function askForSignIn(): void {
  if (!isDismissed) asked.value = true;
}

/** Puts the sign-in off, until somebody wants it. */
export function dismissSignIn(): void {
  isDismissed = true;
  asked.value = false;
}

/** Uses this key or token from now on. */
export function signIn(keyOrToken: string): void {
  sessionStorage.setItem(storageKey, keyOrToken);
  change(keyOrToken);
}

/** Forgets the key or token. */
export function signOut(): void {
  sessionStorage.removeItem(storageKey);
  change(undefined);
}

function change(keyOrToken: string | undefined): void {
  isDismissed = false;
  asked.value = false;
  secret.value = keyOrToken;
}
