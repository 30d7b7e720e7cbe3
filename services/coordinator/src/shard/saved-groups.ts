import { type GroupId, toGroupId } from '@weir/core';
import type { MemberSnapshot } from '../group/group-member.ts';
import { emptyGroup } from '../group/group-snapshot.ts';
import type { CommittedPosition } from '../offsets/committed-offsets.ts';
import {
  decodeGroup,
  decodeMember,
  decodeOffset,
  type GroupDocument,
  splitMemberDocumentKey,
  splitOffsetDocumentKey,
} from '../store/group-documents.ts';
import type { PartitionKey } from '../topics/partition-key.ts';

/** What the documents say of one group. */
export interface SavedDocuments {
  group: GroupDocument;
  readonly members: MemberSnapshot[];
  readonly offsets: [PartitionKey, CommittedPosition][];
}

/**
 * What the documents of a shard say of each group; a group is known by any of them. Each `add` throws on
 * a document that does not decode, which changes nothing.
 */
export class SavedGroups {
  readonly #assignor: string;
  readonly #groups = new Map<GroupId, SavedDocuments>();

  /** The assignor is that of groups whose own document is missing. */
  constructor(assignor: string) {
    this.#assignor = assignor;
  }

  addGroup(key: string, text: string): void {
    const group = decodeGroup(text);
    this.#of(key).group = group;
  }

  addMember(key: string, text: string): void {
    const { memberId, groupId } = splitMemberDocumentKey(key);
    const member = decodeMember(memberId, text);
    this.#of(groupId).members.push(member);
  }

  addOffset(documentKey: string, text: string): void {
    const { key, groupId } = splitOffsetDocumentKey(documentKey);
    const position = decodeOffset(text);
    this.#of(groupId).offsets.push([key, position]);
  }

  entries(): IterableIterator<[GroupId, SavedDocuments]> {
    return this.#groups.entries();
  }

  #of(id: string): SavedDocuments {
    const groupId = toGroupId(id);
    const known = this.#groups.get(groupId);
    if (known !== undefined) return known;
    const created: SavedDocuments = {
      group: emptyGroup(this.#assignor),
      members: [],
      offsets: [],
    };
    this.#groups.set(groupId, created);
    return created;
  }
}
