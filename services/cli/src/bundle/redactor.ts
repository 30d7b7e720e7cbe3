/** How a redactor is made. */
export interface RedactorOptions {
  /** Known secrets, which must not be left in any text: keys and tokens of this client. */
  readonly secrets: readonly string[];
  /** Whether names of principals and addresses of peers stay as they are. */
  readonly keepsNames: boolean;
}

const gone = '[redacted]';
/** A shorter one would be found in the middle of words. */
const shortestSecret = 6;
const maxPseudonyms = 100_000;
const maxOddNames = 1_000;

/** Fields of documents that hold a secret, or what only their owner should read. */
const secretField =
  /^(?:.*(?:passw(?:or)?d|passphrase|secret|credential|private.?key|authorization).*|.*token|.*api.?key)$/i;

const patterns: readonly { readonly pattern: RegExp; readonly replacement: string }[] = [
  {
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    replacement: gone,
  },
  { pattern: /\bweir_[^\s_"'`=,;:{}]+_[^\s"'`=,;:{}()[\]]+/g, replacement: `weir_${gone}` },
  { pattern: /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, replacement: gone },
  { pattern: /\b(bearer|basic)\s+[^\s"',;]+/gi, replacement: `$1 ${gone}` },
  { pattern: /(\b[a-z][\d+.a-z-]{0,30}:\/\/)[^\s/@"']*@/gi, replacement: `$1${gone}@` },
  { pattern: assignment(), replacement: `$1${gone}` },
];

/** `password=…`, `"secret": "…"`, `--token …`, also inside of strings whose quotes are escaped. */
function assignment(): RegExp {
  const names =
    'passw(?:or)?d|passphrase|secret|token|api[-_]?key|authorization|credentials?|private[-_]?key';
  const before = String.raw`(?:${names})\\?["']?\s*[=:]\s*|--(?:api-key|token|password|secret)\s+`;
  const values = [
    String.raw`\\"(?:[^"\\]|\\(?!"))*(?:\\"|$)`,
    String.raw`"(?:[^"\\]|\\.)*(?:"|$)`,
    String.raw`'[^']*(?:'|$)`,
    String.raw`(?!\[redacted\])[^\s"',;&{}[\]]+`,
  ];
  return new RegExp(`(${before})(?:${values.join('|')})`, 'gi');
}

/** A name as it ends in running text; the others are found once they have been seen in a document. */
const userName = /\buser:[^\s"',;\\{}()[\]]+/g;

/**
 * Takes secrets out of whatever leaves a cluster, and puts pseudonyms in place of the names of principals:
 * `user:1` is the same one throughout an archive, and says nothing of who it is.
 *
 * Invariants:
 *   - What `text` and `document` return has no secret of the options in it.
 *   - A name has one pseudonym.
 * Tests: `redactor.test.ts`.
 */
export class Redactor {
  readonly #secrets: readonly string[];
  readonly #keepsNames: boolean;
  readonly #pseudonyms = new Map<string, string>();
  /** Names with blanks and the like, the longest first. */
  #oddNames: readonly string[] = [];

  constructor({ secrets, keepsNames }: RedactorOptions) {
    this.#secrets = secrets
      .filter((secret) => secret.length >= shortestSecret)
      .toSorted((left, right) => right.length - left.length);
    this.#keepsNames = keepsNames;
  }

  /** A text of any kind. */
  text(text: string): string {
    let result = text;
    for (const secret of this.#secrets) result = result.replaceAll(secret, gone);
    for (const { pattern, replacement } of patterns) result = result.replace(pattern, replacement);
    if (this.#keepsNames) return result;
    for (const name of this.#oddNames) result = result.replaceAll(name, this.principal(name));
    return result.replace(userName, (name) => this.principal(name));
  }

  /** A document, whose fields tell more of what they hold. */
  document(value: unknown): unknown {
    return this.#value('', value);
  }

  /** Metrics in Prometheus' format, whose names look like keys. */
  metrics(text: string): string {
    return text
      .split('\n')
      .map((line) => {
        const name = /^(?:# (?:HELP|TYPE) )?[\w:]+/.exec(line)?.[0] ?? '';
        return `${name}${this.text(line.slice(name.length))}`;
      })
      .join('\n');
  }

  /** A line of a log: a document if it is one in JSON, else a text. */
  logLine(line: string): string {
    if (!line.startsWith('{')) return this.text(line);
    try {
      return JSON.stringify(this.document(JSON.parse(line)));
    } catch {
      return this.text(line);
    }
  }

  /** The pseudonym of a principal; everybody stays everybody. */
  principal(name: string): string {
    if (this.#keepsNames || name === '*' || name === '' || /^user:\d+$/.test(name)) return name;
    if (!isOdd(name) || this.#oddNames.includes(name)) return this.#pseudonym(name, 'user');
    if (this.#oddNames.length < maxOddNames) {
      this.#oddNames = [...this.#oddNames, name].toSorted((a, b) => b.length - a.length);
    }
    return this.#pseudonym(name, 'user');
  }

  /** By its host: each connection comes from another port. */
  #peer(address: string): string {
    if (this.#keepsNames || address === '') return address;
    return this.#pseudonym(address.replace(/:\d+$/, ''), 'peer');
  }

  #pseudonym(name: string, kind: string): string {
    const key = `${kind} ${name}`;
    const known = this.#pseudonyms.get(key);
    if (known !== undefined) return known;
    if (this.#pseudonyms.size >= maxPseudonyms) return `${kind}:other`;
    const pseudonym = `${kind}:${this.#pseudonyms.size + 1}`;
    this.#pseudonyms.set(key, pseudonym);
    return pseudonym;
  }

  #value(field: string, value: unknown): unknown {
    if (typeof value === 'string') return this.#string(field, value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((each) => this.#value(field, each));
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => {
        // All that is below a secret field is as secret.
        const meant = secretField.test(field) ? field : name;
        return [this.text(name), this.#value(meant, each)];
      }),
    );
  }

  #string(field: string, value: string): string {
    if (secretField.test(field) && value !== '') return gone;
    if (field === 'principal') return this.principal(value);
    if (field === 'peer') return this.#peer(value);
    return this.text(value);
  }
}

function isOdd(name: string): boolean {
  return name.match(userName)?.[0] !== name;
}
