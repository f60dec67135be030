import type { Channel } from '../../channels/channel.ts'
import { channelOf } from '../../channels/index.ts'
import type { ChannelMedia, MediaReference, MediaStep } from '../../channels/media.ts'
import type { ChannelOutbound, NativeRequest, NativeResponse } from '../../channels/outbound.ts'
import { parseJson } from '../../channels/shared/json.ts'
import type { Egress, EgressAnswer, EgressRequest } from '../../infra/egress.ts'
import { EgressRefused } from '../../infra/egress-rules.ts'
import type { Vault } from '../../infra/vault.ts'
import type { NetworkCaller, OriginOf } from '../outbound/call-network.ts'
import { openCredentials } from '../platforms/credentials.ts'
import type { CopyTask } from './copy-claims.ts'
import type { CopyOutcome } from './copy-plan.ts'
import { FileRefused, type FileStore } from './stored-file.ts'

export interface CopyFileDependencies {
  files: FileStore
  egress: Egress
  network: NetworkCaller
  originOf: OriginOf
  vault: Vault
  /** The largest file that is taken. */
  maxBytes: number
}

/** Ask and download, and once more with what the first answer led to. */
const MOST_STEPS = 4
/** Of an answer that says why there is no file. */
const MOST_REFUSAL_BYTES = 65_536
/** Bytes that are others than announced may be a fault of the way; not for hours. */
const HASH_TRIES = 4

/** One try to copy an attachment's file: takes the network's steps, and streams what they lead to into the storage. */
export async function copyFile(
  deps: CopyFileDependencies,
  task: CopyTask,
  signal: AbortSignal,
): Promise<CopyOutcome> {
  const channel = channelOf(task.network)
  if (!channel?.media || !channel.outbound) return { kind: 'external' }
  if (!task.isPlatformActive)
    return failed('The platform is switched off or disconnected. Connect it, and have the file copied again.')
  return await new Copy(deps, task, channel, channel.media, channel.outbound, signal).run()
}

function tooLarge(size: number | null, maxBytes: number): string {
  const has = size === null ? `more than ${maxBytes}` : size
  return `The file has ${has} bytes; files of up to ${maxBytes} bytes are copied (PARLEY_MEDIA_MAX_BYTES).`
}

function failed(reason: string): CopyOutcome {
  return { kind: 'failed', reason }
}

class Copy {
  readonly #deps: CopyFileDependencies
  readonly #task: CopyTask
  readonly #channel: Channel
  readonly #media: ChannelMedia
  readonly #outbound: ChannelOutbound
  readonly #signal: AbortSignal
  readonly #reference: MediaReference

  constructor(
    deps: CopyFileDependencies,
    task: CopyTask,
    channel: Channel,
    media: ChannelMedia,
    outbound: ChannelOutbound,
    signal: AbortSignal,
  ) {
    this.#deps = deps
    this.#task = task
    this.#channel = channel
    this.#media = media
    this.#outbound = outbound
    this.#signal = signal
    const { type, externalId, url, mimeType, messageExternalId } = task
    this.#reference = { type, externalId, url, mimeType, messageExternalId }
  }

  async run(): Promise<CopyOutcome> {
    const credentials = openCredentials(this.#deps.vault, this.#task.platformId, this.#task.sealedCredentials)
    const token = credentials?.accessToken ?? null
    let step = this.#media.locate(this.#reference, { externalId: this.#task.account })
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const next = await this.#take(step, token)
      if ('outcome' in next) return next.outcome
      step = next.step
    }
    return { kind: 'again', reason: `${this.#channel.name} answers in circles.`, afterMs: 0 }
  }

  async #take(
    step: MediaStep,
    token: string | null,
  ): Promise<{ outcome: CopyOutcome } | { step: MediaStep }> {
    if (step.kind === 'wait')
      return { outcome: { kind: 'again', reason: `${step.reason}.`, afterMs: step.afterMs } }
    if (step.kind !== 'ask' && step.kind !== 'download') return { outcome: step }
    if (token === null && ('request' in step || step.withToken))
      return {
        outcome: failed('The platform has no credentials. Give it some, and have the file copied again.'),
      }
    if (step.kind === 'ask') return await this.#ask(step.request, token ?? '')
    return await this.#download(
      'request' in step ? this.#own(step.request, token ?? '') : this.#given(step, token),
    )
  }

  async #ask(request: NativeRequest, token: string): Promise<{ outcome: CopyOutcome } | { step: MediaStep }> {
    const result = await this.#deps.network.call(this.#channel, request, token)
    if (result.kind === 'answered')
      return { step: this.#media.next(result.response, request, this.#reference) }
    // Asking changes nothing: whether it was heard does not matter.
    return {
      outcome: { kind: 'again', reason: `The network did not answer (${result.reason}).`, afterMs: 0 },
    }
  }

  /** At one of the channel's own hosts, where the token may stand in the path. */
  #own(request: NativeRequest, token: string): Omit<EgressRequest, 'maxBytes'> {
    const { host, path, headers = {} } = this.#outbound.authorize(request, token)
    const origin = this.#deps.originOf(this.#channel.type, host, this.#outbound.hosts[host] ?? '')
    return { url: origin + path, secretHeaders: headers, tokenHosts: [new URL(origin).host] }
  }

  #given(
    { url, withToken }: { url: string; withToken: boolean },
    token: string | null,
  ): Omit<EgressRequest, 'maxBytes'> {
    if (!withToken || token === null) return { url }
    const { headers = {} } = this.#outbound.authorize({ method: 'GET', host: 'api', path: '/' }, token)
    return { url, secretHeaders: headers, tokenHosts: this.#media.tokenHosts }
  }

  async #download(
    request: Omit<EgressRequest, 'maxBytes'>,
  ): Promise<{ outcome: CopyOutcome } | { step: MediaStep }> {
    const { egress, maxBytes } = this.#deps
    try {
      const answer = await egress({ ...request, maxBytes, signal: this.#signal })
      if (answer.status !== 200)
        return { step: this.#media.refused(await refusalOf(answer), this.#reference) }
      return { outcome: await this.#receive(answer) }
    } catch (error) {
      if (!(error instanceof EgressRefused)) throw error
      return { outcome: ofEgress(error, maxBytes) }
    }
  }

  async #receive(answer: EgressAnswer): Promise<CopyOutcome> {
    const { files, maxBytes } = this.#deps
    if (answer.size !== null && answer.size > maxBytes) {
      answer.destroy()
      return failed(tooLarge(answer.size, maxBytes))
    }
    const source = new Source(answer)
    try {
      const file = await files.receive(this.#task.projectId, source, {
        ...(this.#task.sha256 !== null && isSha256(this.#task.sha256) && { sha256: this.#task.sha256 }),
        signal: this.#signal,
      })
      return { kind: 'stored', file }
    } catch (error) {
      if (source.failure) throw source.failure
      if (!(error instanceof FileRefused)) throw error
      // As long as the network has it, it is stored as soon as there is room.
      if (error.code === 'STORAGE_FULL') return { kind: 'hindered', reason: error.message }
      return error.code === 'HASH_MISMATCH'
        ? { kind: 'again', reason: error.message, afterMs: 0, tries: HASH_TRIES }
        : failed(error.message)
    } finally {
      answer.destroy()
    }
  }
}

/** Knows whether it was the network that failed, whatever the store makes of it. */
class Source implements AsyncIterable<Uint8Array> {
  failure: unknown
  readonly #answer: EgressAnswer

  constructor(answer: EgressAnswer) {
    this.#answer = answer
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#answer.body
    } catch (error) {
      this.failure = error
      throw error
    }
  }
}

/** Hex, or base64 with or without its padding: what else a network may say there is not compared. */
function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text) || /^[A-Za-z0-9+/_-]{43}=?$/.test(text)
}

function ofEgress(error: EgressRefused, maxBytes: number): CopyOutcome {
  if (error.code === 'TOO_LARGE') return failed(tooLarge(null, maxBytes))
  if (error.passes)
    return { kind: 'again', reason: `The file could not be fetched: ${error.message}.`, afterMs: 0 }
  return failed(`The file's address cannot be used: ${error.message}.`)
}

async function refusalOf(answer: EgressAnswer): Promise<NativeResponse> {
  const { status, headers } = answer
  return { status, headers, body: await readJson(answer) }
}

async function readJson(answer: EgressAnswer): Promise<NativeResponse['body']> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of answer.body) {
      size += chunk.length
      if (size > MOST_REFUSAL_BYTES) return null
      chunks.push(chunk)
    }
    return parseJson(Buffer.concat(chunks).toString('utf8'))
  } catch {
    // The status alone says enough.
    return null
  } finally {
    answer.destroy()
  }
}
