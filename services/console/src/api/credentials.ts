import { signal } from '@preact/signals';

const storageKey = 'weir.credentials';

const secret = signal<string | undefined>(sessionStorage.getItem(storageKey) ?? undefined);

/** The API key or token that requests carry; kept until the tab is closed. */
export const credentials = secret;

/** Whether a call was refused for want of credentials: the sign-in is shown. */
export const isSignInAsked = signal(false);

/** Uses this key or token from now on. */
export function signIn(keyOrToken: string): void {
  sessionStorage.setItem(storageKey, keyOrToken);
  secret.value = keyOrToken;
}

/** Forgets the key or token. */
export function signOut(): void {
  sessionStorage.removeItem(storageKey);
  secret.value = undefined;
}
