import { isObject } from '../../../json.ts'
import type { SimulatedMessage } from '../../../network.ts'

export interface CommentPlace {
  postId: string
  /** The post itself, for a comment that answers no other. */
  parentId: string
}

export function placeOf({ native }: SimulatedMessage): CommentPlace {
  const { postId, parentId } = isObject(native) ? native : {}
  return { postId: String(postId ?? ''), parentId: String(parentId ?? postId ?? '') }
}
