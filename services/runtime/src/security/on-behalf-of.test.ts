import { Metadata } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { decodeOnBehalfOf, encodeOnBehalfOf, onBehalfOfKey } from './on-behalf-of.ts';

it.each(['anonymous', 'user:ann', 'user:ann@example.org', 'user:Zoë 100% 山田', 'user:a%20b'])(
  'carries %s in metadata',
  (principal) => {
    const metadata = new Metadata();
    metadata.set(onBehalfOfKey, encodeOnBehalfOf(principal));
    expect(decodeOnBehalfOf(String(metadata.get(onBehalfOfKey)[0]))).toBe(principal);
  },
);

it.each(['', 'ann', 'user:', 'user:*', 'service:gateway', 'user:%', 'user:a%00b'])(
  'takes %j for nobody',
  (value) => {
    expect(decodeOnBehalfOf(value)).toBeUndefined();
  },
);
