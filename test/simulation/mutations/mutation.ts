/** A seeded bug: one place of a real source file reads otherwise. */
export interface Mutation {
  readonly name: string;
  /** What goes wrong, and by which rule of the protocol. */
  readonly meaning: string;
  /** From the top of the checkout. */
  readonly file: string;
  /** Found exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** The source with the bug; throws unless the place is found exactly once. */
export function mutate(source: string, { name, file, find, replace }: Mutation): string {
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`Mutation ${name}: its place is in ${file} ${places} times`);
  return source.replace(find, () => replace);
}
