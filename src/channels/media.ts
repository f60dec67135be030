/**
 * How the files behind attachments are had from a network, and given to it. Pure like the rest of a channel: a step
 * says what to do next; one job (`domain/media/copy-attachments`) does it the same way for every network.
 */
import type { MessageType } from './inbound.ts'
import type {
  ChannelError,
  ContentError,
  FilePart,
  FileReference,
  MediaType,
  NativeRequest,
  NativeResponse,
  Recipient,
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
}

/** How a file of ours comes to the customer. */
export type FileRoute =
  | {
      ok: true
      /**
       * UPLOAD: given to the network before, and named by the id that it gives. ATTACH: its bytes go with the first
       * send, later ones name it by the id that the answer gave. LINK: the network fetches it from our signed link.
       */
      by: 'UPLOAD' | 'ATTACH' | 'LINK'
      /** Another kind than was asked for, where the network takes the file only as that. */
      as: MediaType
      losses: string[]
    }
  | { ok: false; error: ContentError }

/** Where the file stands: by itself, or as the picture of a card, of a quick reply, before a film plays. */
export type FilePlace = 'MEDIA' | 'PICTURE'

/** How a network is given the files of ours that it is to show. */
export interface ChannelFiles {
  /** Or why the network would refuse it, with the rule and its numbers: told before anything is sent. */
  route(file: FileReference, as: MediaType, place: FilePlace, recipient: Recipient): FileRoute
  /** Of files that go by UPLOAD. */
  upload?: ChannelUpload
  /** The customer sees the name that a send gives: elsewhere the network keeps the name with the bytes. */
  namedBySend?: true
  /** What the network calls the file that went with a send; null where the answer does not tell. */
  kept?(response: NativeResponse, request: NativeRequest): string | null
  /** A send was refused because the id of a file is not known any more: the file is given again. */
  forgotten?(error: ChannelError): boolean
}

export interface ChannelUpload {
  request(
    file: FileReference,
    as: MediaType,
    fileName: string,
    account: { externalId: string },
  ): NativeRequest & { files: FilePart[] }
  read(
    response: NativeResponse,
  ):
    | { ok: true; externalId: string /** How long the network keeps it, milliseconds. */; keptMs?: number }
    | { ok: false; error: ChannelError }
}
