import { startProvider, type TestProvider } from './identity-provider.ts'
import { askAs, memberOf } from './principals.ts'
import { startTestApp, type TestApp } from './test-app.ts'

export type Result = { __typename: string; code?: string; message?: string; path?: string[] } & Record<
  string,
  unknown
>

/** An app whose people sign in, with tokens of an OWNER and of an ADMIN of its organisation. */
export interface Access {
  app: TestApp
  provider: TestProvider
  owner: string
  admin: string
  /** Runs one mutation and tells its result. */
  change(credential: string, field: string, input: object, select?: string): Promise<Result>
  stop(): Promise<void>
}

export async function startAccess(): Promise<Access> {
  const provider = await startProvider()
  const app = await startTestApp(provider.environment)
  // The demo's own owner has no sign-in.
  await app.rows(`DELETE FROM members`)
  await memberOf(app, { subject: 'olga', role: 'OWNER' })
  await memberOf(app, { subject: 'adam', role: 'ADMIN' })
  return {
    app,
    provider,
    owner: await provider.token({ sub: 'olga' }),
    admin: await provider.token({ sub: 'adam' }),
    change: (credential, field, input, select = '') => change(app, credential, field, input, select),
    stop: async () => {
      await app.stop()
      await provider.stop()
    },
  }
}

async function change(
  app: TestApp,
  credential: string,
  field: string,
  input: object,
  select: string,
): Promise<Result> {
  const Name = `${field[0]?.toUpperCase()}${field.slice(1)}`
  const type = ['addTeamMember', 'removeTeamMember'].includes(field) ? 'TeamMemberInput' : `${Name}Input`
  const query = `mutation ($input: ${type}!) { result: ${field}(input: $input) {
    __typename ... on UserError { code message path } ${select ? `... on ${Name}Payload { ${select} }` : ''} } }`
  const answer = await askAs<{ result: Result }>(app, credential, query, { input })
  if (!answer.data) throw new Error(JSON.stringify(answer.errors))
  return answer.data.result
}
