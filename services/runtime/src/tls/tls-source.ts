/** Certificates and a key, in PEM. */
export interface TlsMaterial {
  /** The authorities that are trusted; those of the system without it. */
  readonly ca?: Buffer;
  /** The own certificate, followed by those that lead to its authority. */
  readonly cert?: Buffer;
  /** The private key of `cert`, not encrypted. */
  readonly key?: Buffer;
}

/** Where certificates come from. They may be replaced while they are in use. */
export interface TlsSource {
  /** What new connections use. */
  readonly current: TlsMaterial;
  /** Calls the listener after each replacement, until the returned function is called. */
  onChange(listener: () => void): () => void;
}

/** Certificates that stay as they are. */
export function fixedTlsSource(material: TlsMaterial): TlsSource {
  return { current: material, onChange: () => () => undefined };
}
