import type { OutboundContent } from '../channels/outbound.ts'
import type { TemplateVariable as Variable } from '../channels/templates.ts'
import { pageTemplates, templateOrder } from '../domain/templates/read-templates.ts'
import { builder } from './builder.ts'
import { MessageTemplateConnection } from './connections.ts'
import { states } from './enums.ts'
import { filterIdOf } from './global-id.ts'
import { toContentInput } from './message-content-output.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import { MessageRef, MessageTemplateRef, PlatformRef } from './refs.ts'

export const TemplateStatus = states('TemplateStatus', 'Whether a template may be sent.', {
  DRAFT: 'It was given to the network, which has not answered yet.',
  PENDING: 'The network is looking at it.',
  APPROVED: 'It may be sent. The project’s own are so from the start.',
  REJECTED: 'The network does not want it; `reason` tells why.',
  PAUSED: 'The network has stopped it for a while, mostly because customers complained.',
  DISABLED: 'The network has stopped it for good.',
  DELETED: 'It is gone. Kept for the messages that were made of it.',
})

const TemplateQuality = states(
  'TemplateQuality',
  'What customers make of a template, as the network sees it.',
  {
    GREEN: 'Few complaints.',
    YELLOW: 'Some complaints: it may be paused.',
    RED: 'Many complaints: it is about to be paused or disabled.',
    UNKNOWN: 'Too few were sent to tell.',
  },
)

const TemplateVariableKind = states('TemplateVariableKind', 'What is given for a variable.', {
  TEXT: 'A text.',
  IMAGE: 'A picture: a public address, or the network’s id of a file it has.',
  VIDEO: 'A film: a public address, or the network’s id of a file it has.',
  DOCUMENT: 'A document: a public address, or the network’s id of a file it has.',
  URL_SUFFIX: 'The end of the address that a button opens.',
  CODE: 'A code that a button copies.',
  PAYLOAD: 'What comes back when a button is pressed.',
})

const TemplateVariable = builder.objectRef<Variable>('TemplateVariable').implement({
  description: 'Something that whoever sends a template gives.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description:
        'What its value is given by: the template’s own name or number for it; `header.1`, `header.media`, `button.0.url`, `button.0.payload` and `button.0.code` for what has none.',
    }),
    where: t.exposeString('where', { description: 'Where it stands first, such as `body` or `buttons.0`.' }),
    kind: t.expose('kind', { type: TemplateVariableKind, description: 'What is given for it.' }),
    example: t.exposeString('example', {
      nullable: true,
      description: 'The example that it was approved with; null where there is none.',
    }),
    isRequired: t.exposeBoolean('isRequired', {
      description:
        'False where something stands in its place: `customer.name` and `platform.name` are filled by Parley, a payload by the label.',
    }),
  }),
})

MessageTemplateRef.implement({
  description:
    'A message that a network has approved, which may be sent outside its window; or one of the project’s own, a content with variables for all networks.',
  interfaces: [Node],
  fields: (t) => ({
    platform: t.field({
      type: PlatformRef,
      nullable: true,
      description: 'Whose it is at its network; null for the project’s own.',
      resolve: ({ platformId }, _args, { loaders }) =>
        platformId ? loaders.platform.load(platformId) : null,
    }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description: 'The network’s id of it; null until it has answered, and for the project’s own.',
    }),
    name: t.exposeString('name', { description: 'Its name; with the language unique on its platform.' }),
    language: t.exposeString('language', {
      nullable: true,
      description:
        'As the network spells it, such as `en_US` or `th`; null where one of the project’s own has none.',
    }),
    category: t.exposeString('category', {
      nullable: true,
      description: 'The network’s word for what it is for, which sets the price; null for the project’s own.',
    }),
    status: t.expose('status', { type: TemplateStatus, description: 'Whether it may be sent.' }),
    quality: t.expose('quality', {
      type: TemplateQuality,
      nullable: true,
      description: 'What customers make of it; null where the network does not tell.',
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description:
        'Why it was rejected, paused or disabled, in the network’s words; null where it does not tell.',
    }),
    components: t.expose('components', {
      type: 'JSON',
      nullable: true,
      description: 'Header, body, footer and buttons in the network’s own words; null for the project’s own.',
    }),
    content: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Of the project’s own, in the form of MessageContentInput; null for those of networks.',
      resolve: ({ content }) => content && toContentInput(content as unknown as OutboundContent),
    }),
    variables: t.field({
      type: [TemplateVariable],
      description: 'What has to be given when it is sent, in order.',
      resolve: ({ variables }) => variables as unknown as Variable[],
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When Parley heard of it first, UTC.',
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When it was last changed here, UTC.',
    }),
    syncedAt: t.expose('syncedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the network’s list last had it, UTC; null when that was never read, and for the project’s own.',
    }),
  }),
})

builder.objectField(MessageRef, 'template', (t) =>
  t.field({
    type: MessageTemplateRef,
    nullable: true,
    description: 'The stored template that it was made of; null for other messages.',
    resolve: ({ templateId }, _args, { loaders }) => (templateId ? loaders.template.load(templateId) : null),
  }),
)

const TemplateFilterInput = builder.inputType('MessageTemplateFilter', {
  description: 'Which templates: all conditions must hold. Left out or null: no condition.',
  fields: (t) => ({
    status: t.field({
      type: [TemplateStatus],
      description: 'In one of these states; without it, all but DELETED.',
    }),
    category: t.stringList({ description: 'Of one of these categories, in the network’s words.' }),
    language: t.stringList({ description: 'In one of these languages, as the network spells them.' }),
    search: t.string({ description: 'With this in the name, in capitals or not.' }),
    isOwn: t.boolean({ description: 'The project’s own (true), or those of networks (false).' }),
  }),
})

type FilterInput = typeof TemplateFilterInput.$inferInput | null | undefined

function filterOf(input: FilterInput) {
  const { status, category, language, search, isOwn } = input ?? {}
  return {
    status: status ?? undefined,
    category: category ?? undefined,
    language: language ?? undefined,
    search: search ?? undefined,
    isOwn: isOwn ?? undefined,
  }
}

const WHICH = 'Only templates that match it all.'

builder.queryField('messageTemplates', (t) =>
  t.connection(
    {
      type: MessageTemplateRef,
      description: 'Templates of networks and the project’s own, newest first.',
      args: {
        platformId: t.arg.id({
          description: 'Only those of this platform. An id that names nothing matches nothing.',
        }),
        filter: t.arg({ type: TemplateFilterInput, description: WHICH }),
      },
      resolve: async (_root, args, { database, principal }) => {
        const page = pageOf(args, templateOrder)
        const filter = { ...filterOf(args.filter), platformId: filterIdOf('Platform', args.platformId) }
        return toConnection(
          await pageTemplates(database, principal.projectId, page, filter),
          page,
          templateOrder,
        )
      },
    },
    MessageTemplateConnection,
  ),
)

builder.objectField(PlatformRef, 'messageTemplates', (t) =>
  t.connection(
    {
      type: MessageTemplateRef,
      description:
        'Its templates at the network, as far as they were synchronised or told by webhooks, newest first.',
      args: { filter: t.arg({ type: TemplateFilterInput, description: WHICH }) },
      resolve: async ({ id }, args, { loaders }) => {
        const page = pageOf(args, templateOrder)
        const slice = await loaders.templatesOf.load({
          parentId: id,
          ask: { page, filter: filterOf(args.filter) },
        })
        return toConnection(slice, page, templateOrder)
      },
    },
    MessageTemplateConnection,
  ),
)
