import { anonymous } from './identity.ts';
import { userPrincipal } from './user-principal.ts';

/** Metadata by which a service of the cluster says for whom it makes a call. */
export const onBehalfOfKey = 'weir-on-behalf-of';

/** A principal as the metadata can have it: names may have characters that no header takes. */
export function encodeOnBehalfOf(principal: string): string {
  return encodeURI(principal);
}

/** The principal that the metadata names: a user, or `anonymous`; none for anything else. */
export function decodeOnBehalfOf(value: string): string | undefined {
  try {
    const principal = decodeURIComponent(value);
    if (principal === anonymous) return principal;
    return principal.startsWith('user:') ? userPrincipal(principal.slice(5)) : undefined;
  } catch {
    return undefined;
  }
}
