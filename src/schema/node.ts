import { brandWithType } from '@pothos/core'
import { builder } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import { type NodeType, parseGlobalId, toGlobalId } from './global-id.ts'
import { graphError } from './graph-error.ts'

export interface NodeRow {
  id: string
}

/** Types inherit the field with its resolver; a row says of which type it is by the brand that reading it by id leaves. */
export const Node = builder.interfaceRef<NodeRow>('Node').implement({
  description: 'Something with an identity of its own, which `node` finds again.',
  fields: (t) => ({
    id: t.id({
      description: 'Global id: opaque, and unique over all types.',
      resolve: ({ id }, _args, _context, { parentType }) => toGlobalId(parentType.name as NodeType, id),
    }),
  }),
})

type Load = (context: GraphQLContext, id: string) => Promise<NodeRow | null>

const loads: Record<NodeType, Load> = {
  Organization: ({ loaders }, id) => loaders.organization.load(id),
  Project: ({ loaders }, id) => loaders.project.load(id),
  Member: ({ loaders }, id) => loaders.member.load(id),
  // A key may always see itself.
  ApiKey: async ({ principal, loaders }, id) =>
    principal.id === id || principal.permissions.has('MANAGE_API_KEYS') ? loaders.apiKey.load(id) : null,
  Team: ({ loaders }, id) => loaders.team.load(id),
  Invitation: ({ loaders }, id) => loaders.invitation.load(id),
  IdentityProvider: ({ loaders }, id) => loaders.identityProvider.load(id),
  AuditEntry: ({ loaders }, id) => loaders.auditEntry.load(id),
  PlatformApp: ({ loaders }, id) => loaders.platformApp.load(id),
  Platform: ({ loaders }, id) => loaders.platform.load(id),
  Webhook: ({ loaders }, id) => loaders.webhook.load(id),
  Personality: ({ loaders }, id) => loaders.personality.load(id),
  PlatformMetric: ({ loaders }, id) => loaders.metric.load(id),
  Customer: ({ loaders }, id) => loaders.customer.load(id),
  CustomerIdentity: ({ loaders }, id) => loaders.identity.load(id),
  Conversation: ({ loaders }, id) => loaders.conversation.load(id),
  Message: ({ loaders }, id) => loaders.message.load(id),
  MessageTemplate: ({ loaders }, id) => loaders.template.load(id),
  Attachment: ({ loaders }, id) => loaders.attachment.load(id),
  MediaFile: ({ loaders }, id) => loaders.file.load(id),
  ProcessingTask: ({ loaders }, id) => loaders.task.load(id),
  InboundEvent: ({ loaders }, id) => loaders.event.load(id),
}

async function loadNode(context: GraphQLContext, globalId: string): Promise<NodeRow | null> {
  const named = parseGlobalId(globalId)
  if (!named) return null
  const row = await loads[named.type](context, named.id)
  brandWithType(row, named.type as never)
  return row
}

const MOST_IDS = 100

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    nullable: true,
    description: 'The object with this global id; null when there is none in this project.',
    args: { id: t.arg.id({ required: true, description: 'A global id.' }) },
    resolve: (_root, { id }, context) => loadNode(context, id),
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    description:
      'The objects with these global ids, in their order; null for each that is not in this project.',
    args: { ids: t.arg.idList({ required: true, description: `At most ${MOST_IDS} global ids.` }) },
    resolve: (_root, { ids }, context) => {
      if (ids.length > MOST_IDS)
        throw graphError('PAGE_SIZE_INVALID', `\`ids\` may hold ${MOST_IDS} ids at most, not ${ids.length}`)
      return ids.map((id) => loadNode(context, id))
    },
  }),
}))
