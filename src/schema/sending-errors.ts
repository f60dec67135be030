import {
  AlreadyReplied,
  IdempotencyConflict,
  InvalidContent,
  NetworkRefused,
  NotFound,
  PlatformUnavailable,
  RecipientUnavailable,
  UnsupportedAction,
  UnsupportedContent,
  WindowClosed,
  WrongState,
} from '../domain/outbound/sending-failures.ts'
import { builder } from './builder.ts'
import { UserError } from './user-error.ts'

const interfaces = [UserError]

builder.objectType(NotFound, {
  name: 'NotFoundError',
  description: 'There is nothing of that id in the project: missing, foreign and malformed ids answer alike.',
  interfaces,
})
builder.objectType(WindowClosed, {
  name: 'WindowClosedError',
  description:
    'The network’s window for free answers has closed; `Conversation.sendability` says what is still allowed.',
  interfaces,
})
builder.objectType(UnsupportedContent, {
  name: 'UnsupportedContentError',
  description: 'The network has no form for this content; the message names the nearest that it has.',
  interfaces,
})
builder.objectType(InvalidContent, {
  name: 'InvalidContentError',
  description:
    'The content breaks a rule of the network, such as a length or a count, which the message tells.',
  interfaces,
})
builder.objectType(RecipientUnavailable, {
  name: 'RecipientUnavailableError',
  description: 'The customer has blocked or left the account.',
  interfaces,
})
builder.objectType(PlatformUnavailable, {
  name: 'PlatformUnavailableError',
  description: 'The platform was switched off or disconnected, or its network cannot be sent to.',
  interfaces,
})
builder.objectType(IdempotencyConflict, {
  name: 'IdempotencyConflictError',
  description: 'The idempotencyKey was used before, for another input.',
  interfaces,
})
builder.objectType(WrongState, {
  name: 'WrongStateError',
  description: 'The message is in a state in which this cannot be done; the message tells in which it can.',
  interfaces,
})
builder.objectType(AlreadyReplied, {
  name: 'AlreadyRepliedError',
  description:
    'The comment has its one private answer, on its way or sent: `Message.privateReply`. One that FAILED or was CANCELLED does not count.',
  interfaces,
})
builder.objectType(UnsupportedAction, {
  name: 'UnsupportedActionError',
  description: 'The network has no such action here, or not for this message; the message names it.',
  interfaces,
})
builder.objectType(NetworkRefused, {
  name: 'NetworkRefusedError',
  description:
    'The network refused the action or did not answer; its class, code and words are in the message.',
  interfaces,
})
