/** The part of JSON Schema by which results of `weir -o json` are declared. */
export interface Shape {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly nullable?: boolean;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Shape;
  readonly items?: Shape;
  /** For the reader: it may be missing. Not part of JSON Schema. */
  readonly isOptional?: boolean;
}

/** What a command prints: one document, or one on each line. */
export interface CommandShape {
  readonly shape: Shape;
  /** Whether each line is such a document, as of records. */
  readonly isStream?: boolean;
}

/** A text. */
export function text(description: string, values?: readonly string[]): Shape {
  return { type: 'string', description, ...(values === undefined ? undefined : { enum: values }) };
}

/** A whole number. */
export function integer(description: string): Shape {
  return { type: 'integer', description };
}

/** A number with or without a fraction. */
export function number(description: string): Shape {
  return { type: 'number', description };
}

/** `true` or `false`. */
export function flag(description: string): Shape {
  return { type: 'boolean', description };
}

/** A list. */
export function list(items: Shape, description?: string): Shape {
  return { type: 'array', items, ...(description === undefined ? undefined : { description }) };
}

/** An object with these fields, and no others. */
export function object(properties: Readonly<Record<string, Shape>>, description?: string): Shape {
  const required = Object.keys(properties).filter((name) => properties[name]?.isOptional !== true);
  return {
    type: 'object',
    properties,
    required,
    additionalProperties: false,
    ...(description === undefined ? undefined : { description }),
  };
}

/** An object whose keys are names. */
export function byName(values: Shape, description: string): Shape {
  return { type: 'object', additionalProperties: values, description };
}

/** A field that may be missing. */
export function optional(shape: Shape): Shape {
  return { ...shape, isOptional: true };
}

/** A field that may be null. */
export function orNull(shape: Shape): Shape {
  return { ...shape, nullable: true };
}

/** Whether nothing was changed, of every command that has `--dry-run`. */
export const dryRun = flag('true with --dry-run: nothing was changed');
