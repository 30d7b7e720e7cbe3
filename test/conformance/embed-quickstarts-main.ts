/** `npm run quickstarts`: copies the quickstarts of the drivers into `protos/README.md`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { embedQuickstarts, quickstartsPage } from './embed-quickstarts.ts';

writeFileSync(quickstartsPage, embedQuickstarts(readFileSync(quickstartsPage, 'utf8')));
