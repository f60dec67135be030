import { toGlobalId } from '../../src/schema/global-id.ts'
import type { TestApp } from './test-app.ts'

export interface Told {
  id: string
  name: string
  language: string | null
  category: string | null
  status: string
  quality: string | null
  reason: string | null
  externalId: string | null
  components: unknown
  content: unknown
  variables: { name: string; where: string; kind: string; isRequired: boolean }[]
}

export interface Answer {
  __typename: string
  code?: string
  reason?: string
  path?: string[] | null
  template?: Told
  added?: number
  updated?: number
  removed?: number
  total?: number
}

interface TemplatePage {
  nodes: Told[]
  pageInfo: { hasNextPage: boolean; endCursor: string }
}

const WORDS =
  'id name language category status quality reason externalId components content variables { name where kind isRequired }'

/** As content to send: a template of the project or of a network, with its variables filled. */
export const stored = (templateId: string | undefined, all: Record<string, string> = {}) => ({
  template: { templateId, variables: Object.entries(all).map(([name, value]) => ({ name, value })) },
})

/** Templates through the graph. */
export class Templates {
  readonly #app: TestApp

  constructor(app: TestApp) {
    this.#app = app
  }

  platformId(type: string): string {
    return toGlobalId('Platform', this.#app.platform(type).uuid)
  }

  async #mutate(name: string, input: object, apiKey?: string): Promise<Answer> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
    const fields = name === 'syncMessageTemplates' ? 'added updated removed total' : `template { ${WORDS} }`
    const data = await this.#app.query<Record<string, Answer>>(
      `mutation ($input: ${type}Input!) { ${name}(input: $input) {
         __typename ... on ${type}Payload { ${fields} } ... on UserError { code reason: message path } } }`,
      { input },
      apiKey,
    )
    return data[name] as Answer
  }

  sync(type: string, apiKey?: string): Promise<Answer> {
    return this.#mutate('syncMessageTemplates', { platformId: this.platformId(type) }, apiKey)
  }

  create(input: object, apiKey?: string): Promise<Answer> {
    return this.#mutate('createMessageTemplate', input, apiKey)
  }

  /** One with a variable, for the review of a network. */
  createAt(type: string, name: string, more: object = {}): Promise<Answer> {
    return this.create({
      platformId: this.platformId(type),
      name,
      language: 'en',
      category: 'UTILITY',
      components: [
        {
          type: 'BODY',
          text: 'Hello {{1}}, your table is ready.',
          example: { body_text: [['Malee']] },
        },
      ],
      ...more,
    })
  }

  update(input: object): Promise<Answer> {
    return this.#mutate('updateMessageTemplate', input)
  }

  delete(templateId: string | undefined, more: object = {}): Promise<Answer> {
    return this.#mutate('deleteMessageTemplate', { templateId, ...more })
  }

  async list(type: string | null, filter: object = {}, apiKey?: string): Promise<Told[]> {
    const found: Told[] = []
    let after: string | null = null
    for (;;) {
      const { messageTemplates: page }: { messageTemplates: TemplatePage } = await this.#app.query<{
        messageTemplates: TemplatePage
      }>(
        `query ($platformId: ID, $filter: MessageTemplateFilter, $after: String) {
           messageTemplates(platformId: $platformId, filter: $filter, first: 100, after: $after) {
             nodes { ${WORDS} } pageInfo { hasNextPage endCursor } } }`,
        { platformId: type && this.platformId(type), filter, after },
        apiKey,
      )
      found.push(...page.nodes)
      if (!page.pageInfo.hasNextPage) return found
      after = page.pageInfo.endCursor
    }
  }

  async named(type: string, name: string): Promise<Told | undefined> {
    return (await this.list(type, { search: name })).find((one) => one.name === name)
  }

  /** What the network decides: see `GET /sim`. */
  async decide(type: string, change: object): Promise<void> {
    await this.#app.sim(`/accounts/${type}/${this.#app.platform(type).externalId}/templates`, change)
  }
}
