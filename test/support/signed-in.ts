import { startProvider, type TestProvider } from './identity-provider.ts'
import { askAs, memberOf } from './principals.ts'
import { startTestApp, type TestApp, type TestAppOptions } from './test-app.ts'

/** A Parley whose people sign in: with an OWNER and an ADMIN of the organisation, and nobody else. */
export interface SignedInApp {
  app: TestApp
  provider: TestProvider
  /** Their tokens. */
  owner: string
  admin: string
  /** Runs one mutation and tells its result. */
  change(credential: string, field: string, input: object, select?: string): Promise<Result>
  makeKey(credential: string, input: object): Promise<MadeKey>
  stop(): Promise<void>
}

export type Result = { __typename: string; code?: string; message?: string; path?: string[] } & Record<
  string,
  unknown
>

export type MadeKey = Result & {
  secret: string | null
  apiKey: { id: string; prefix: string; role: string; scopes: string[]; createdBy: string }
}

export async function startSignedInApp(options: TestAppOptions = {}): Promise<SignedInApp> {
  const provider = await startProvider()
  const app = await startTestApp(provider.environment, options)
  // The demo's own owner has no sign-in.
  await app.rows(`DELETE FROM members`)
  await memberOf(app, { subject: 'olga', role: 'OWNER' })
  await memberOf(app, { subject: 'adam', role: 'ADMIN' })
  const change: SignedInApp['change'] = async (credential, field, input, select = '') => {
    const Name = `${field[0]?.toUpperCase()}${field.slice(1)}`
    const type = ['addTeamMember', 'removeTeamMember'].includes(field) ? 'TeamMemberInput' : `${Name}Input`
    const query = `mutation ($input: ${type}!) { result: ${field}(input: $input) {
      __typename ... on UserError { code message path } ${select ? `... on ${Name}Payload { ${select} }` : ''} } }`
    const answer = await askAs<{ result: Result }>(app, credential, query, { input })
    if (!answer.data) throw new Error(JSON.stringify(answer.errors))
    return answer.data.result
  }
  return {
    app,
    provider,
    owner: await provider.token({ sub: 'olga' }),
    admin: await provider.token({ sub: 'adam' }),
    change,
    makeKey: async (credential, input) =>
      (await change(
        credential,
        'createApiKey',
        input,
        'secret apiKey { id prefix role scopes createdBy }',
      )) as MadeKey,
    stop: async () => {
      await app.stop()
      await provider.stop()
    },
  }
}
