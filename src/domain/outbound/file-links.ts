import type { FileReference } from '../../channels/outbound.ts'

/** Links by which networks, and the customers' phones, fetch files of ours. */
export interface PublicFileLinks {
  /** They are reached from outside, or a simulator on this machine plays the networks. */
  readonly canBeFetched: boolean
  /** Made when it is sent: what waited for days has a link as fresh as any. */
  linkTo(projectId: string, file: FileReference, fileName: string): string
}
