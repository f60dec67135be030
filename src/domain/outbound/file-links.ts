import type { FileReference } from '../../channels/outbound.ts'
import type { FileLinks } from '../media/file-links.ts'
import { privateUrlReason } from './public-url.ts'

/** Links by which networks, and the customers' phones, fetch files of ours. */
export interface PublicFileLinks {
  /** They are reached from outside, or a simulator on this machine plays the networks. */
  readonly canBeFetched: boolean
  /** Made when it is sent, so that the link of what waited for days is new. */
  linkTo(projectId: string, file: FileReference, fileName: string): string
}

/** Phones fetch a picture when its chat is opened, which may be long after it came. */
export const SENT_LINK_SECONDS = 60 * 86_400

export class SentFileLinks implements PublicFileLinks {
  readonly canBeFetched: boolean
  readonly #links: FileLinks
  #base: string | undefined

  constructor(links: FileLinks, place: { publicUrl: string | undefined; isSimulated: boolean }) {
    const { publicUrl, isSimulated } = place
    this.#links = links
    this.#base = publicUrl
    this.canBeFetched = isSimulated || isPublic(publicUrl)
  }

  /** Where this server turned out to listen: of use to a simulator beside it. */
  listensAt(url: string): void {
    this.#base ??= url
  }

  linkTo(projectId: string, { id, mimeType }: FileReference, fileName: string): string {
    if (this.#base === undefined) throw new Error('the server does not listen yet, to which links lead')
    return this.#base + this.#links.to({ projectId, id, mimeType }, fileName)
  }
}

function isPublic(url: string | undefined): boolean {
  return url?.startsWith('https:') === true && privateUrlReason(url) === null
}
