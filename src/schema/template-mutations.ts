import type { Json } from '../channels/inbound.ts'
import type { OutboundContent } from '../channels/outbound.ts'
import { filesIn, namesNoFile } from '../domain/outbound/given-content.ts'
import { once } from '../domain/outbound/once.ts'
import {
  IdempotencyConflict,
  NetworkRefused,
  NotFound,
  PlatformUnavailable,
  UnsupportedAction,
} from '../domain/outbound/sending-failures.ts'
import { createNetworkTemplate } from '../domain/templates/create-template.ts'
import { deleteTemplate } from '../domain/templates/delete-template.ts'
import { createOwnTemplate, updateOwnTemplate } from '../domain/templates/own-template.ts'
import { type Synced, syncTemplates } from '../domain/templates/sync-templates.ts'
import { InvalidTemplate } from '../domain/templates/template-failures.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { builder } from './builder.ts'
import { MessageContentInput } from './message-content-input.ts'
import { found, IDEMPOTENCY, NATURALLY, namedRow, storable } from './mutation-input.ts'
import { MessageTemplateRef, PlatformRef } from './refs.ts'
import { toContent } from './to-content.ts'
import './template-errors.ts'

type Changed = { templateId: string }

const NETWORK = [NetworkRefused, PlatformUnavailable, UnsupportedAction, NotFound, InvalidInput]

/** A template lives longer than an upload that nothing uses: it names files by addresses of their own. */
function templateContent(input: typeof MessageContentInput.$inferInput): OutboundContent {
  const content = toContent(input)
  if (namesNoFile(content)) return content
  throw new InvalidTemplate(
    'A template takes no fileId: give the address of the file.',
    `content.${filesIn(content)[0]?.path}`,
  )
}

const templateNamed = (globalId: string) =>
  namedRow('MessageTemplate', globalId, 'templateId', 'message template')

function payload(name: string, description: string) {
  return builder.objectRef<Changed>(name).implement({
    description,
    fields: (t) => ({
      template: t.field({
        type: MessageTemplateRef,
        description: 'The template as it stands now.',
        resolve: async ({ templateId }, _args, { loaders }) =>
          found(await loaders.template.load(templateId), 'message template'),
      }),
    }),
  })
}

const SyncInput = builder.inputType('SyncMessageTemplatesInput', {
  description: 'Whose templates to read.',
  fields: (t) => ({
    platformId: t.id({ required: true, description: 'The platform.' }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

const SyncPayload = builder
  .objectRef<Synced & { platformId: string }>('SyncMessageTemplatesPayload')
  .implement({
    description: 'What the network’s list changed here.',
    fields: (t) => ({
      added: t.exposeInt('added', { description: 'How many are new.' }),
      updated: t.exposeInt('updated', { description: 'How many say something else than before.' }),
      removed: t.exposeInt('removed', {
        description: 'How many the network no longer has: they are DELETED.',
      }),
      total: t.exposeInt('total', { description: 'How many the network lists.' }),
      platform: t.field({
        type: PlatformRef,
        description: 'The platform.',
        resolve: async ({ platformId }, _args, { loaders }) =>
          found(await loaders.platform.load(platformId), 'platform'),
      }),
    }),
  })

builder.mutationField('syncMessageTemplates', (t) =>
  t.field({
    type: SyncPayload,
    description:
      'Reads the list of templates of a platform’s network, all of it, and makes ours like it. Harmless to repeat.',
    args: { input: t.arg({ type: SyncInput, required: true, description: 'Of which platform.' }) },
    errors: {
      types: NETWORK,
      union: {
        name: 'SyncMessageTemplatesResult',
        description: 'What changed, or why the list was not read.',
      },
    },
    resolve: async (_root, { input }, { sending, principal }) => {
      const platformId = namedRow('Platform', input.platformId, 'platformId')
      return { ...(await syncTemplates(sending, principal.projectId, platformId)), platformId }
    },
  }),
)

const CreateInput = builder.inputType('CreateMessageTemplateInput', {
  description:
    'A template for a network’s review (`platformId`, `language`, `category`, `components`), or one of the project’s own (`content`).',
  fields: (t) => ({
    platformId: t.id({ description: 'Whose network is to approve it; left out: the project’s own.' }),
    name: t.string({
      required: true,
      description: 'Networks take a-z, 0-9 and _; our own up to 100 characters.',
    }),
    language: t.string({
      description: 'As the network spells it, such as `en_US` or `th`; needed with `platformId`.',
    }),
    category: t.string({
      description: 'The network’s word, such as UTILITY or MARKETING; needed with `platformId`.',
    }),
    components: t.field({
      type: ['JSON'],
      description:
        'Header, body, footer and buttons in the network’s own words, with an example of each variable.',
    }),
    content: t.field({
      type: MessageContentInput,
      description:
        'Of our own: any content but a template, with variables such as `{{order}}` and `{{customer.name}}`.',
    }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
  }),
})

builder.mutationField('createMessageTemplate', (t) =>
  t.field({
    type: payload(
      'CreateMessageTemplatePayload',
      'The template: mostly PENDING at a network, APPROVED if our own.',
    ),
    description:
      'Makes a template: at a network, which reviews it and tells by webhook what it decided, or one of the project’s own. One of which the network’s answer never came is DRAFT: the same idempotencyKey finds out.',
    args: { input: t.arg({ type: CreateInput, required: true, description: 'What it says, and where.' }) },
    errors: {
      types: [...NETWORK, InvalidTemplate, IdempotencyConflict],
      union: { name: 'CreateMessageTemplateResult', description: 'The template, or why there is none.' },
    },
    resolve: async (_root, { input }, { sending, principal }) => {
      const { platformId, name, language, category, components, content } = input
      const idempotencyKey = input.idempotencyKey ?? null
      if (platformId == null) {
        if (!content || category != null || components)
          throw new InvalidInput('A template of our own has content, and no category or components', [
            'input',
          ])
        const words = { name: storable(name, 'name'), language: storable(language ?? null, 'language') }
        const own = { ...words, content: templateContent(content), idempotencyKey }
        return { templateId: await createOwnTemplate(sending, principal, own) }
      }
      if (content || language == null || category == null || !components)
        throw new InvalidInput(
          'A template of a network has language, category and components, and no content',
          ['input'],
        )
      const templateId = await createNetworkTemplate(sending, principal, {
        platformId: namedRow('Platform', platformId, 'platformId'),
        name,
        language,
        category,
        components: storable(components as Json[], 'components'),
        idempotencyKey,
      })
      return { templateId }
    },
  }),
)

const UpdateInput = builder.inputType('UpdateMessageTemplateInput', {
  description: 'What one of the project’s own templates is to say instead.',
  fields: (t) => ({
    templateId: t.id({ required: true, description: 'The template.' }),
    name: t.string({ description: 'Its new name; left out: as it was.' }),
    language: t.string({ description: 'Its new language; left out: as it was.' }),
    content: t.field({ type: MessageContentInput, description: 'Its new content; left out: as it was.' }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
  }),
})

builder.mutationField('updateMessageTemplate', (t) =>
  t.field({
    type: payload('UpdateMessageTemplatePayload', 'The template, rewritten.'),
    description:
      'Rewrites one of the project’s own templates; messages that were made of it stay as they are. Those of networks are judged as they are and cannot be rewritten.',
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'Which template, and how.' }) },
    errors: {
      types: [InvalidTemplate, NotFound, IdempotencyConflict, InvalidInput],
      union: { name: 'UpdateMessageTemplateResult', description: 'The template, or why it stays as it is.' },
    },
    resolve: async (_root, { input }, { sending, principal }) => {
      const id = templateNamed(input.templateId)
      const { idempotencyKey, ...rest } = input
      const change = {
        name: storable(input.name ?? null, 'name'),
        language: storable(input.language ?? null, 'language'),
        content: input.content ? templateContent(input.content) : null,
      }
      const run = () => updateOwnTemplate(sending, principal, id, change)
      const named = { name: 'updateMessageTemplate', change: rest }
      return { templateId: await once(sending, principal, idempotencyKey, named, id, run) }
    },
  }),
)

const DeleteInput = builder.inputType('DeleteMessageTemplateInput', {
  description: 'Which template to delete.',
  fields: (t) => ({
    templateId: t.id({ required: true, description: 'The template.' }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
  }),
})

builder.mutationField('deleteMessageTemplate', (t) =>
  t.field({
    type: payload('DeleteMessageTemplatePayload', 'The template, DELETED.'),
    description:
      'Deletes a template, at its network too. Its name is free again here; some networks keep it for a while.',
    args: { input: t.arg({ type: DeleteInput, required: true, description: 'Which template.' }) },
    errors: {
      types: [...NETWORK, InvalidTemplate, IdempotencyConflict],
      union: { name: 'DeleteMessageTemplateResult', description: 'The template, or why it stays.' },
    },
    resolve: async (_root, { input }, { sending, principal }) => {
      const id = templateNamed(input.templateId)
      const run = () => deleteTemplate(sending, principal, id)
      const named = { name: 'deleteMessageTemplate', templateId: id }
      return { templateId: await once(sending, principal, input.idempotencyKey, named, id, run) }
    },
  }),
)
