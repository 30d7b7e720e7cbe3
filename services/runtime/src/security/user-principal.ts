const maxNameLength = 255;
const controlCharacter = /\p{Cc}/u;

/** The principal of a user whom others have named; none for a name that no rule could be about. */
export function userPrincipal(name: unknown): string | undefined {
  if (typeof name !== 'string' || name === '' || name.length > maxNameLength) return undefined;
  const isSound = name !== '*' && !controlCharacter.test(name) && name.isWellFormed();
  return isSound ? `user:${name}` : undefined;
}
