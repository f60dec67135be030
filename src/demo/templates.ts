import { channelOf } from '../channels/index.ts'
import type { Logger } from '../infra/logger.ts'
import type { DemoProject } from './demo-file.ts'

const SYNC = `mutation ($platformId: ID!) {
  syncMessageTemplates(input: { platformId: $platformId }) { __typename ... on UserError { message } }
}`

interface Answer {
  data?: { syncMessageTemplates: { message?: string } } | null
  errors?: { message: string }[]
}

/** Reads the templates that the simulated networks have approved, as a person would ask for it. */
export async function syncTemplates(graphql: string, project: DemoProject, logger: Logger): Promise<void> {
  for (const { type, id: platformId } of project.platforms) {
    if (!channelOf(type)?.templates) continue
    try {
      await syncPlatform(graphql, project.apiKey, platformId)
    } catch (error) {
      logger.warn({ err: error, platform: type }, 'the demo’s templates could not be read')
    }
  }
}

/** Refusals come as 200: of the query by its errors, of the mutation by its result. */
async function syncPlatform(graphql: string, apiKey: string, platformId: string): Promise<void> {
  const response = await fetch(graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ query: SYNC, variables: { platformId } }),
    signal: AbortSignal.timeout(10_000),
  })
  const { data, errors } = (await response.json()) as Answer
  const refused = errors?.[0]?.message ?? data?.syncMessageTemplates.message
  if (refused !== undefined) throw new Error(refused)
}
