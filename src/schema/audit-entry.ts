import { auditOrder, pageAuditEntries } from '../domain/audit/read-audit.ts'
import { builder } from './builder.ts'
import { AuditEntryConnection } from './connections.ts'
import { NOTHING, type NodeType, nodeTypes, parseGlobalId, toGlobalId } from './global-id.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import { AuditEntryRef } from './refs.ts'

const ActorKind = builder.enumType('ActorKind', {
  description: 'As what somebody asked.',
  values: {
    API_KEY: { description: 'By an API key.' },
    MEMBER: { description: 'As a member who signed in.' },
    IDENTITY: { description: 'As somebody who signed in and was no member yet.' },
  } as const,
})

AuditEntryRef.implement({
  description: 'One thing that was done by a mutation. Entries are added and never changed.',
  interfaces: [Node],
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When, UTC.' }),
    action: t.exposeString('action', { description: 'The mutation, such as sendMessage.' }),
    actorKind: t.field({
      type: ActorKind,
      description: 'As what they asked.',
      resolve: ({ actorKind }) => actorKind as 'API_KEY' | 'MEMBER' | 'IDENTITY',
    }),
    actorId: t.id({
      nullable: true,
      description: 'The id of the key or member, which may be gone; null for who was no member.',
      resolve: ({ actorKind, actorId }) =>
        actorId === null ? null : toGlobalId(actorKind === 'API_KEY' ? 'ApiKey' : 'Member', actorId),
    }),
    actorName: t.exposeString('actorName', { description: 'Their name then.' }),
    subjectId: t.id({
      nullable: true,
      description: 'The id of what it was done to, which may be gone; null where it was to many.',
      resolve: ({ subjectType, subjectId }) =>
        subjectId !== null && nodeTypes.some((known) => known === subjectType)
          ? toGlobalId(subjectType as NodeType, subjectId)
          : null,
    }),
    difference: t.expose('difference', {
      type: 'JSON',
      description:
        'What was asked, and from what to what it changed. Texts are told by their length only, and secrets not at all.',
    }),
    requestId: t.exposeString('requestId', { description: 'The request, as logs know it.' }),
  }),
})

builder.queryFields((t) => ({
  auditEntries: t.connection(
    {
      type: AuditEntryRef,
      description: 'What was done in the project, the newest first.',
      args: { subjectId: t.arg.id({ description: 'Only what was done to the object with this id.' }) },
      resolve: async (_root, args, { database, principal }) => {
        const page = pageOf(args, auditOrder)
        const subjectId = args.subjectId == null ? undefined : (parseGlobalId(args.subjectId)?.id ?? NOTHING)
        const slice = await pageAuditEntries(database, principal.projectId, page, { subjectId })
        return toConnection(slice, page, auditOrder)
      },
    },
    AuditEntryConnection,
  ),
}))
