import type { WeirError } from '@weir/core';
import type { MemberAssignment } from '../group/group-member.ts';

/** A member's stream as its group sees it. */
export interface MemberSession {
  /** Sends the whole assignment; one that was not sent yet is replaced by it. */
  assign(memberId: string, assignment: MemberAssignment): void;
  /** Ends the stream: cleanly with null, else with this error. */
  end(error: WeirError | null): void;
}
