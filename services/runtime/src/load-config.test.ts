import { expect, it } from 'vitest';
import { defineConfig, describeConfig, loadConfig } from './load-config.ts';
import { option } from './option.ts';

const definition = defineConfig({
  port: option.integer({ env: 'WEIR_PORT', default: 7400, min: 0, max: 65_535, meaning: 'Port' }),
  dataDirectory: option.string({ env: 'WEIR_DATA_DIR', meaning: 'Data' }),
  controllers: option.list({ env: 'WEIR_CONTROLLERS', default: [], meaning: 'Controllers' }),
  level: option.enumeration({
    env: 'WEIR_LEVEL',
    default: 'info',
    values: ['info', 'debug'],
    meaning: 'Level',
  }),
  password: option.string({
    env: 'WEIR_PASSWORD',
    default: 'none',
    meaning: 'Password',
    isSecret: true,
  }),
});

it('takes a flag before a variable before a default', () => {
  const config = loadConfig(definition, {
    env: { WEIR_PORT: '1', WEIR_DATA_DIR: '/a' },
    argv: ['--data-dir', '/b', '--controllers=x:1, y:2'],
  });
  expect(config).toEqual({
    port: 1,
    dataDirectory: '/b',
    controllers: ['x:1', 'y:2'],
    level: 'info',
    password: 'none',
  });
});

it('leaves the variables of the command line to it', () => {
  const env = { WEIR_DATA_DIR: '/a', WEIR_BOOTSTRAP: 'x:1', WEIR_CONFIG: '/b', WEIR_CONTEXT: 'c' };
  expect(loadConfig(definition, { env, argv: [] })).toMatchObject({ dataDirectory: '/a' });
});

it('takes host:port, or nothing, for an address', () => {
  const table = defineConfig({
    address: option.address({ env: 'WEIR_ADDRESS', default: '', meaning: 'Address' }),
  });
  const load = (text: string) => loadConfig(table, { env: { WEIR_ADDRESS: text }, argv: [] });
  for (const text of ['', 'weir.example.com:9092', '[::1]:7420']) {
    expect(load(text)).toEqual({ address: text });
  }
  for (const text of ['weir.example.com', 'weir:0', 'weir:65536', '::1:7420', 'http://weir:1']) {
    expect(() => load(text)).toThrow(/WEIR_ADDRESS: Address ".*" is not host:port/);
  }
});

it('reports every problem at once, naming source, value and limit', () => {
  const load = (): unknown =>
    loadConfig(definition, {
      env: { WEIR_PORT: '70000', WEIR_PORTT: '1', HOME: '/' },
      argv: ['--level', 'loud', '--data-dri', 'x'],
    });
  expect(load).toThrow(/WEIR_PORT: "70000" is not an integer from 0 to 65535/);
  expect(load).toThrow(/WEIR_PORTT: is unknown; did you mean WEIR_PORT\?/);
  expect(load).toThrow(/--level: "loud" is not one of info, debug/);
  expect(load).toThrow(/--data-dri: is unknown; did you mean --data-dir\?/);
  expect(load).toThrow(/WEIR_DATA_DIR: is required/);
});

it('never shows a secret', () => {
  const config = loadConfig(definition, {
    env: { WEIR_PASSWORD: 'pw' },
    argv: ['--data-dir', 'd'],
  });
  expect(describeConfig(definition, config)).toMatchObject({ password: '[redacted]', port: 7400 });
});

it('takes an empty text for no value where there must be one', () => {
  const load = (): unknown => loadConfig(definition, { env: { WEIR_DATA_DIR: '' }, argv: [] });
  expect(load).toThrow(/WEIR_DATA_DIR: is required/);
});

it('takes a boolean flag that stands alone for yes', () => {
  const switches = defineConfig({
    isSecure: option.boolean({ env: 'WEIR_SECURE', default: false, meaning: 'Secure' }),
    isLoud: option.boolean({ env: 'WEIR_LOUD', default: false, meaning: 'Loud' }),
  });
  const load = (...argv: string[]): unknown => loadConfig(switches, { env: {}, argv });
  expect(load('--secure')).toEqual({ isSecure: true, isLoud: false });
  expect(load('--secure', '--loud', 'true')).toEqual({ isSecure: true, isLoud: true });
  expect(load('--secure=false', '--loud')).toEqual({ isSecure: false, isLoud: true });
  expect(() => load('--secure', 'maybe')).toThrow(/"maybe" is not true or false/);
});
