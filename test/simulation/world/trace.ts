type Fact = string | number | boolean | null | undefined;

/** What happened, told only when somebody asks. */
export class Trace {
  readonly #lines: (readonly Fact[])[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  note(...facts: readonly Fact[]): void {
    this.#lines.push([this.#nowMs(), ...facts]);
  }

  /** The last lines; all by default. */
  lines(last = Number.MAX_SAFE_INTEGER): string[] {
    return this.#lines.slice(-last).map(([atMs, ...facts]) => {
      const said = facts.filter((fact) => fact !== undefined).join(' ');
      return `${Number(atMs).toFixed(2).padStart(10)}  ${said}`;
    });
  }
}
