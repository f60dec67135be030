import SchemaBuilder, {
  BasePlugin,
  type PothosOutputFieldConfig,
  type PothosTypeConfig,
  type SchemaTypes,
} from '@pothos/core'
import type { ForbiddenResult } from '@pothos/plugin-scope-auth'
import { GraphQLError, type GraphQLResolveInfo } from 'graphql'
import { needsOrganization, type Permission, rolesWith } from '../domain/access/permissions.ts'
import { NO_PROJECT } from '../domain/access/principal.ts'
import type { GraphQLContext } from './context.ts'
import { fieldNeeds, type Need, rootNeeds, typeNeeds } from './needs.ts'

/** What stands in no line of needs.ts. Nobody has it. */
export const UNLISTED = 'UNLISTED'
export type Asked = Permission | typeof UNLISTED

/** Gives every field and type the scope that needs.ts says, so that no file of the graph has to. */
class RolesPlugin extends BasePlugin<SchemaTypes> {
  override onTypeConfig(config: PothosTypeConfig): PothosTypeConfig {
    if (config.kind !== 'Object') return config
    const isNode = config.interfaces.some(
      (one) => this.builder.configStore.getTypeConfig(one).name === 'Node',
    )
    const need = typeNeeds[config.name] ?? (isNode ? UNLISTED : 'ANYONE')
    // Looked at once for an object instead of once for each of its fields.
    return withNeed(config, need, { runScopesOnType: true })
  }

  override onOutputFieldConfig(config: PothosOutputFieldConfig<SchemaTypes>) {
    const { parentType, name } = config
    const root = rootNeeds[parentType as keyof typeof rootNeeds] as Record<string, Need> | undefined
    return withNeed(config, root ? (root[name] ?? UNLISTED) : (fieldNeeds[parentType]?.[name] ?? 'ANYONE'))
  }
}

function withNeed<Config extends { pothosOptions: unknown }>(
  config: Config,
  need: Need | typeof UNLISTED,
  more: object = {},
): Config {
  if (need === 'ANYONE') return config
  const pothosOptions = { ...(config.pothosOptions as object), ...more, authScopes: { may: need } }
  return { ...config, pothosOptions }
}

export const rolesPlugin = 'parleyRoles'
SchemaBuilder.registerPlugin(rolesPlugin as never, RolesPlugin as never)

export const scopeAuth = {
  authorizeOnSubscribe: true,
  authScopes: ({ principal }: GraphQLContext) => ({
    may: (asked: Asked) => asked !== UNLISTED && principal.permissions.has(asked),
  }),
  unauthorizedError: (
    _parent: object,
    { principal }: GraphQLContext,
    info: GraphQLResolveInfo,
    { failure }: ForbiddenResult,
  ) => {
    return forbidden(principal, askedBy(failure), `${info.parentType.name}.${info.fieldName}`)
  },
}

/** Scopes that are asked together fail together; here it is always one. */
function askedBy(failure: ForbiddenResult['failure']): Asked {
  if ('parameter' in failure) return failure.parameter as Asked
  const [first] = 'failures' in failure ? failure.failures : []
  return first ? askedBy(first) : UNLISTED
}

/** The refusal names what is needed, and who has it. */
function forbidden(principal: GraphQLContext['principal'], asked: Asked, where: string): GraphQLError {
  if (asked === UNLISTED)
    return new GraphQLError(`${where} is closed: nobody has said yet who may use it.`, {
      extensions: { code: 'FORBIDDEN', needs: null },
    })
  const extensions = { code: 'FORBIDDEN', needs: asked, roles: rolesWith(asked) }
  return new GraphQLError(`${where} needs the permission ${asked}${whoHasIt(principal, asked)}`, {
    extensions,
  })
}

function whoHasIt(principal: GraphQLContext['principal'], asked: Permission): string {
  if (principal.kind === 'IDENTITY')
    return '. You have signed in and are a member of no organisation here: accept an invitation first.'
  if (principal.projectId === NO_PROJECT)
    return ` in a project. Name one by the header x-parley-project (projectId in connection_init): ${principal.projects.map(({ slug }) => slug).join(', ')}.`
  const holders = rolesWith(asked)
  const isHolder = principal.roles.some((role) => holders.includes(role))
  if (isHolder && needsOrganization(asked))
    return `, which ${holders.join(', ')} of the whole organisation have; a key or a role in a project does not reach so far.`
  const why = isHolder ? 'the scopes of this key do not hold it' : `you are ${principal.roles.join(' and ')}`
  return `, which ${holders.join(', ')} have; ${why}.`
}
