import { fileURLToPath } from 'node:url';

/** Absolute path of the folder that the console is built into: `index.html` and `assets/`. */
export const consoleFolder = fileURLToPath(new URL('../dist', import.meta.url));
