export type ChangeKind =
  | 'MESSAGE_ADDED'
  | 'MESSAGE_UPDATED'
  | 'CONVERSATION_UPDATED'
  | 'PLATFORM_UPDATED'
  | 'TASK_UPDATED'
  | 'TEMPLATE_UPDATED'

/** Something of a project changed: what subscribers are told, by id. */
export interface Change {
  kind: ChangeKind
  subjectId: string
  platformId: string | null
  conversationId: string | null
}

/** One row of a project's change log. */
export interface LoggedChange extends Change {
  /** Dense and increasing within the project, in the order of commit. */
  position: number
}

/** What a resumable subscriber is told. */
export type FeedItem =
  | { type: 'change'; change: LoggedChange }
  /** Nothing else up to here. */
  | { type: 'checkpoint'; position: number }
  /** The log no longer reaches back to where the subscriber stood; it goes on from `position`. */
  | { type: 'gap'; position: number; reason: string }

export interface FeedFilter {
  platformId?: string | undefined
  conversationId?: string | undefined
}

/** Items in their order, one at a time; `ready` hands over what else is there already, without waiting. */
export interface Feed<T> extends AsyncIterableIterator<T, void, undefined> {
  /** Up to `most` items that would come next; none of them comes again. Feeds that cannot tell lack it. */
  ready?(most: number): T[]
}

/** The change log as clients follow it; see change-feed.ts. */
export interface Changes {
  /** Where the log of the project stands now. */
  position(projectId: string): Promise<number>
  /** Changes from now on. */
  live(projectId: string, filter: FeedFilter): Feed<LoggedChange>
  /** First what came after `position` (null: nothing), then live. A checkpoint comes first and in every quiet half minute. */
  after(projectId: string, position: number | null, filter: FeedFilter): Feed<FeedItem>
}
