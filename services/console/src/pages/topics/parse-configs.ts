/** Configs that were typed, one `name=value` a line. */
export interface ParsedConfigs {
  readonly configs: Readonly<Record<string, string>>;
  /** What is wrong with the first line that cannot be read. */
  readonly problem: string | undefined;
}

/** Reads lines of `name=value`; empty ones are passed over. The controller judges names and values. */
export function parseConfigs(text: string): ParsedConfigs {
  const configs: Record<string, string> = {};
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    const at = trimmed.indexOf('=');
    const name = trimmed.slice(0, at).trim();
    const where = `Line ${index + 1}`;
    if (at < 1) return { configs, problem: `${where} is not name=value: ${trimmed.slice(0, 60)}` };
    if (Object.hasOwn(configs, name)) return { configs, problem: `${where} sets ${name} again` };
    configs[name] = trimmed.slice(at + 1).trim();
  }
  return { configs, problem: undefined };
}
