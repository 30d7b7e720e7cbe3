/** A client process that commits offsets: its one argument says what, its output what it found. */
import { type CommitLoadOptions, runCommitLoad } from './commit-load.ts';

const options = JSON.parse(process.argv[2] ?? '') as CommitLoadOptions;
process.stdout.write(JSON.stringify(await runCommitLoad(options)));
