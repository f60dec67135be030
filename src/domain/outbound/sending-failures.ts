import { UserFailure } from '../user-failure.ts'

/** There is nothing of that id in the project. */
export class NotFound extends UserFailure {
  override readonly name = 'NotFound'

  constructor(what: string, path: string[] | null = null) {
    super('NOT_FOUND', `This project has no such ${what}.`, path)
  }
}

/** The network does not allow this now: too long ago, or another app has the thread. */
export class WindowClosed extends UserFailure {
  override readonly name = 'WindowClosed'

  constructor(message: string, path: string[] = ['input', 'conversationId']) {
    super('WINDOW_CLOSED', message, path)
  }
}

/** The network has no form for the content, nor a near one. */
export class UnsupportedContent extends UserFailure {
  override readonly name = 'UnsupportedContent'

  constructor(message: string, path: string[] | null = ['input', 'content']) {
    super('UNSUPPORTED_CONTENT', message, path)
  }
}

/** The content breaks a rule of the network. */
export class InvalidContent extends UserFailure {
  override readonly name = 'InvalidContent'

  constructor(message: string, path: string[] | null = ['input', 'content']) {
    super('INVALID_CONTENT', message, path)
  }
}

/** The customer has blocked or left the account. */
export class RecipientUnavailable extends UserFailure {
  override readonly name = 'RecipientUnavailable'

  constructor(message: string, path: string[] = ['input', 'conversationId']) {
    super('RECIPIENT_UNAVAILABLE', message, path)
  }
}

/** The key was used before, for something else. */
export class IdempotencyConflict extends UserFailure {
  override readonly name = 'IdempotencyConflict'

  constructor() {
    super(
      'IDEMPOTENCY_CONFLICT',
      'This idempotencyKey was used for another input. Use a new key for a new request, or send the former input unchanged.',
      ['input', 'idempotencyKey'],
    )
  }
}

/** The account cannot send: it was switched off, disconnected, or the network refuses its credentials. */
export class PlatformUnavailable extends UserFailure {
  override readonly name = 'PlatformUnavailable'

  constructor(message: string) {
    super('PLATFORM_UNAVAILABLE', message)
  }
}

/** The message is in a state in which this cannot be done. */
export class WrongState extends UserFailure {
  override readonly name = 'WrongState'

  constructor(message: string) {
    super('WRONG_STATE', message, ['input', 'messageId'])
  }
}

/** A comment is answered in private once, and this one was. */
export class AlreadyReplied extends UserFailure {
  override readonly name = 'AlreadyReplied'

  constructor() {
    super(
      'ALREADY_REPLIED',
      'This comment has its private answer, and networks allow one: see `privateReply`. Answer it in public, or wait until the customer writes in private.',
      ['input', 'messageId'],
    )
  }
}

/** The network has no such action. */
export class UnsupportedAction extends UserFailure {
  override readonly name = 'UnsupportedAction'

  constructor(message: string) {
    super('UNSUPPORTED_ACTION', message)
  }
}

/** The network refused the action, or did not answer; its words are told. */
export class NetworkRefused extends UserFailure {
  override readonly name = 'NetworkRefused'
}
