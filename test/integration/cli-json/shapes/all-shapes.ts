import type { CommandShape } from '../shape.ts';
import { clusterShapes } from './cluster-shapes.ts';
import { groupShapes } from './group-shapes.ts';
import { recordShapes } from './record-shapes.ts';
import { operatorShapes } from './operator-shapes.ts';
import { securityShapes } from './security-shapes.ts';
import { topicShapes } from './topic-shapes.ts';

/** What every command prints with `-o json`, by the names of the command. */
export const allShapes: Readonly<Record<string, CommandShape>> = {
  ...topicShapes,
  ...clusterShapes,
  ...groupShapes,
  ...recordShapes,
  ...securityShapes,
  ...operatorShapes,
};
