import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Channel } from '../../../src/channels/channel.ts'
import type { Json } from '../../../src/channels/inbound.ts'

export interface SenderTarget {
  channel: Channel
  url: string
  secret: string
}

export interface Post {
  target: SenderTarget
  body: Json
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

function postOnce({ target, body }: Post): Promise<number> {
  const bytes = Buffer.from(JSON.stringify(body))
  const headers = {
    'content-type': 'application/json',
    'content-length': bytes.length,
    ...target.channel.webhook.sign(bytes, target.secret),
  }
  return new Promise((resolve, reject) => {
    const sent = request(target.url, { method: 'POST', headers, agent, timeout: 5000 }, (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode ?? 0))
      response.once('error', reject)
    })
    sent.once('timeout', () => sent.destroy(new Error('no answer in time')))
    sent.once('error', reject)
    sent.end(bytes)
  })
}

/** Posts until it is acknowledged with 200, as the networks do: an answer that never came is tried again. */
export async function postUntilAcknowledged(post: Post, deadline: number): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const status = await postOnce(post).catch(() => 0)
    if (status === 200) return tries
    if (Date.now() > deadline) throw new Error(`not acknowledged in time; last status ${status}`)
    await delay(Math.min(50 * tries, 500))
  }
}

/** Posts all with some at a time; returns how many attempts it took. */
export async function postAll(posts: readonly Post[], concurrency: number, seconds: number): Promise<number> {
  const deadline = Date.now() + seconds * 1000
  let next = 0
  let attempts = 0
  const sender = async () => {
    for (;;) {
      const post = posts[next]
      next += 1
      if (!post) return
      const tries = await postUntilAcknowledged(post, deadline)
      attempts += tries
    }
  }
  await Promise.all(Array.from({ length: concurrency }, sender))
  return attempts
}
