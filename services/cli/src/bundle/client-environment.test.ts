import { expect, it } from 'vitest';
import { clientEnvironment } from './client-environment.ts';
import { Redactor } from './redactor.ts';

const redactor = new Redactor({ secrets: ['hidden1'], keepsNames: false });

it('still tells how this client says who it is once it is redacted, and not by what', () => {
  const settings = { bootstrap: 'a:7400', connect: 'direct', apiKey: 'hidden1' } as const;
  const env = { WEIR_API_KEY: 'hidden1', WEIR_BOOTSTRAP: 'a:7400', HOME: '/home/ann' };
  const redacted = redactor.document(clientEnvironment(settings, '0.1.0', env));
  expect(redacted).toMatchObject({
    connection: { bootstrap: 'a:7400', authenticatesBy: 'API key' },
    variables: { WEIR_API_KEY: '[redacted]', WEIR_BOOTSTRAP: 'a:7400' },
  });
  expect(JSON.stringify(redacted)).not.toMatch(/hidden1|ann/);
});
