/**
 * How the files behind attachments are had from a network, and given to it. Pure like the rest of a channel: a step
 * says what to do next; one job (`domain/media/copy-attachments`) does it the same way for every network.
 */
import type { MessageType } from './inbound.ts'
import type {
  ChannelError,
  FilePart,
  FileReference,
  MediaType,
  NativeRequest,
  NativeResponse,
} from './outbound.ts'

/** What the webhook told of the file, and of the message it came with. */
export interface MediaReference {
  type: MessageType
  /** The network's id of the file. */
  externalId: string | null
  url: string | null
  mimeType: string | null
  messageExternalId: string | null
}

/** What to do next to have the file. */
export type MediaStep =
  /** Ask the network's API; `next` reads the answer. */
  | { kind: 'ask'; request: NativeRequest }
  /** A file at one of the channel's own hosts, with the account's token. */
  | { kind: 'download'; request: NativeRequest }
  /** A file at an address that the network gave; with the token, if that is one of `tokenHosts`. */
  | { kind: 'download'; url: string; withToken: boolean }
  /** Not there yet, as while the network converts it: begin again then. */
  | { kind: 'wait'; afterMs: number; reason: string }
  /** It is gone, or never will be had; the reason is for the person who looks into it. */
  | { kind: 'expired' | 'failed'; reason: string }
  /** Nothing to copy: a place, a contact, a link to what others published. */
  | { kind: 'external' }

export interface ChannelMedia {
  /** Names of hosts, without port, that may see the account's token in a download by address. */
  tokenHosts: readonly string[]
  locate(reference: MediaReference, account: { externalId: string }): MediaStep
  /** Reads the answer to an `ask` of this channel, refusals too. */
  next(answer: NativeResponse, asked: NativeRequest, reference: MediaReference): MediaStep
  /** What a download that was not answered with the file means; the body, where it is JSON, says why. */
  refused(response: NativeResponse, reference: MediaReference): MediaStep
  /** Giving a file to the network before it is sent by the id that the network gives it. Absent where none is needed. */
  upload?: ChannelUpload
}

export interface ChannelUpload {
  request(
    file: FileReference,
    as: MediaType,
    fileName: string,
    account: { externalId: string },
  ): NativeRequest & {
    files: FilePart[]
  }
  read(
    response: NativeResponse,
  ):
    | { ok: true; externalId: string /** How long the network keeps it, milliseconds. */; keptMs?: number }
    | { ok: false; error: ChannelError }
}
