import { copyAgain, NothingToCopy } from '../domain/media/copy-again.ts'
import { NotFound } from '../domain/outbound/sending-failures.ts'
import { builder } from './builder.ts'
import { found, NATURALLY, namedRow } from './mutation-input.ts'
import { AttachmentRef } from './refs.ts'
import './sending-errors.ts'
import { UserError } from './user-error.ts'

builder.objectType(NothingToCopy, {
  name: 'NothingToCopyError',
  description:
    'The attachment is stored, on its way, or nothing that is copied; the message tells its state.',
  interfaces: [UserError],
})

const RetryAttachmentInput = builder.inputType('RetryAttachmentInput', {
  description: 'Which file to copy again.',
  fields: (t) => ({
    attachmentId: t.id({ required: true, description: 'The attachment.' }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

const RetryAttachmentPayload = builder
  .objectRef<{ attachmentId: string }>('RetryAttachmentPayload')
  .implement({
    description: 'The attachment, PENDING again.',
    fields: (t) => ({
      attachment: t.field({
        type: AttachmentRef,
        description: 'The attachment as it stands now.',
        resolve: async ({ attachmentId }, _args, { loaders }) =>
          found(await loaders.attachment.load(attachmentId), 'attachment'),
      }),
    }),
  })

builder.mutationField('retryAttachment', (t) =>
  t.field({
    type: RetryAttachmentPayload,
    description:
      'Copies the file of an attachment again that is FAILED or EXPIRED, as after the reason in its `error` was mended. Asked twice, the second finds it PENDING.',
    args: { input: t.arg({ type: RetryAttachmentInput, required: true, description: 'Which file.' }) },
    errors: {
      types: [NothingToCopy, NotFound],
      union: { name: 'RetryAttachmentResult', description: 'The attachment, or why it is not copied.' },
    },
    resolve: async (_root, { input }, { sending, principal }) => {
      const id = namedRow('Attachment', input.attachmentId, 'attachmentId')
      return { attachmentId: await copyAgain(sending, principal, id) }
    },
  }),
)
