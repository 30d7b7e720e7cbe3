/** A value that JSON can write. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An object of Grafana's dashboard model. */
export type JsonObject = Readonly<Record<string, Json>>;
