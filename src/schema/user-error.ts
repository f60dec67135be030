import { InvalidInput, type UserFailure } from '../domain/user-failure.ts'
import { builder } from './builder.ts'

/** The interface of every named error in the result of a mutation. */
export const UserError = builder.interfaceRef<UserFailure>('UserError').implement({
  description: 'Something the caller can put right: what is wrong, where, and what to do.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description:
        'A stable name in upper case, such as WINDOW_CLOSED, UNSUPPORTED_CONTENT, IDEMPOTENCY_CONFLICT, NOT_FOUND, FORBIDDEN.',
    }),
    message: t.exposeString('message', {
      description: 'What is wrong and what to do, in English, for people.',
    }),
    path: t.exposeStringList('path', {
      nullable: true,
      description:
        'The field of the input that is to blame, from the argument down; null when it is none alone.',
    }),
  }),
})

builder.objectType(InvalidInput, {
  name: 'InvalidInputError',
  description: 'A value of the input cannot be meant, such as a span of time that ends before it begins.',
  interfaces: [UserError],
})
