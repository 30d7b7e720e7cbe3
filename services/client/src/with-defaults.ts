/** `options` with `defaults` for all that is missing or undefined. */
export function withDefaults<Defaults extends object>(
  defaults: Defaults,
  options: { readonly [Key in keyof Defaults]?: Defaults[Key] | undefined },
): Defaults {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...defaults, ...(Object.fromEntries(given) as Partial<Defaults>) };
}
