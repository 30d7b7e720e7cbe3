export { Standalone, type StandaloneOptions } from './standalone.ts';
