import { channelOf } from '../channels/index.ts'
import type { Logger } from '../infra/logger.ts'
import type { DemoProject } from './demo-file.ts'

const SYNC = `mutation ($platformId: ID!) { syncMessageTemplates(input: { platformId: $platformId }) { __typename } }`

/** Reads the templates that the simulated networks have approved, as a person would ask for it. */
export async function syncTemplates(graphql: string, project: DemoProject, logger: Logger): Promise<void> {
  for (const { type, id: platformId } of project.platforms) {
    if (!channelOf(type)?.templates) continue
    try {
      await fetch(graphql, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${project.apiKey}` },
        body: JSON.stringify({ query: SYNC, variables: { platformId } }),
        signal: AbortSignal.timeout(10_000),
      })
    } catch (error) {
      logger.warn({ err: error, platform: type }, 'the demo’s templates could not be read')
    }
  }
}
