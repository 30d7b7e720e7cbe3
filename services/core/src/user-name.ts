const maxNameLength = 255;
const controlCharacter = /\p{Cc}/u;
/** Stands for every principal where rules are made. */
const everybody = '*';

/**
 * What is wrong with the NAME of a principal `user:NAME`: it has 1 to 255 characters of well-formed Unicode
 * without control characters, and is not `*`. Undefined where nothing is.
 */
export function userNameProblem(name: string): string | undefined {
  if (name.length === 0 || name.length > maxNameLength) {
    return `Name of a principal has ${name.length} characters, allowed are 1 to ${maxNameLength}`;
  }
  if (name === everybody) return 'Principal is "user:*": give "*" for everybody';
  if (controlCharacter.test(name)) return 'Name of a principal has control characters';
  if (!name.isWellFormed()) return 'Name of a principal is not well-formed Unicode';
  return undefined;
}
