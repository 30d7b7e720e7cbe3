const minLength = 32;
const maxSecrets = 10;

/** Cluster secrets, one a line: the first signs, each is accepted. Throws without saying any of them. */
export function parseClusterSecrets(text: string): readonly [string, ...string[]] {
  const [first, ...others] = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (first === undefined) throw new Error('it holds no secret');
  const secrets = [first, ...others] as const;
  const short = secrets.find(({ length }) => length < minLength);
  if (short !== undefined) {
    throw new Error(
      `a secret of ${short.length} characters is too short: it needs ${minLength}, for example of "openssl rand -hex 32"`,
    );
  }
  if (secrets.length > maxSecrets) {
    throw new Error(`it holds ${secrets.length} secrets; the limit is ${maxSecrets}`);
  }
  return [first, ...others];
}
