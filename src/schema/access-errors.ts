import { Forbidden, LastOwner, NoLongerValid } from '../domain/access/refusals.ts'
import { builder } from './builder.ts'
import { UserError } from './user-error.ts'
import './sending-errors.ts'

const interfaces = [UserError]

builder.objectType(Forbidden, {
  name: 'ForbiddenError',
  description:
    'More than the viewer may do; the message names the permission that is needed, and who has it.',
  interfaces,
})
builder.objectType(LastOwner, {
  name: 'LastOwnerError',
  description: 'An organisation keeps an OWNER.',
  interfaces,
})
builder.objectType(NoLongerValid, {
  name: 'NoLongerValidError',
  description: 'A key or an invitation whose time is over: used up, taken back or expired.',
  interfaces,
})

export const Reach = builder.enumType('Reach', {
  description: 'Where a role holds.',
  values: {
    PROJECT: { description: 'In the project of the request.' },
    ORGANIZATION: {
      description: 'In every project of the organisation: for people whose own role holds there too.',
    },
  } as const,
})
