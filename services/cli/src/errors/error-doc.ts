/** What people have to know of an error; its recovery and status are known elsewhere. */
export interface ErrorDoc {
  /** What has happened. */
  readonly meaning: string;
  /** Who gets to see it: `producers`, `whoever calls the controller`. */
  readonly seenBy: string;
  /** What a person does about it. */
  readonly remedy: string;
}
