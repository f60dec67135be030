import type { ContentError } from '../../channels/outbound.ts'
import type { VariableError } from '../../channels/templates.ts'
import { InvalidContent, UnsupportedContent } from '../outbound/sending-failures.ts'
import { UserFailure } from '../user-failure.ts'

/** A template that cannot be as it is wanted: a rule of the network, a name that is taken, braces that do not match. */
export class InvalidTemplate extends UserFailure {
  override readonly name = 'InvalidTemplate'

  constructor(message: string, path: string) {
    super('INVALID_TEMPLATE', message, ['input', ...path.split('.')])
  }
}

/** The network has not approved it, or no longer. */
export class TemplateNotApproved extends UserFailure {
  override readonly name = 'TemplateNotApproved'

  constructor(name: string, status: string, reason: string | null) {
    const why = reason === null ? '' : `: ${reason}`
    super(
      'TEMPLATE_NOT_APPROVED',
      `The template ${JSON.stringify(name)} is ${status}${why}. Only APPROVED templates can be sent.`,
      ['input', 'content', 'template'],
    )
  }
}

/** A value that is missing, that nobody asks for, or that the network does not take. */
export class TemplateVariableInvalid extends UserFailure {
  override readonly name = 'TemplateVariableInvalid'

  constructor({ code, message, variable }: VariableError) {
    super(code, message, ['input', 'content', 'template', 'variables', variable])
  }
}

/** What a channel says against values or a template of a content. */
export function contentFailure(error: VariableError | ContentError): UserFailure {
  if ('variable' in error) return new TemplateVariableInvalid(error)
  const path = ['input', 'content', ...(error.path?.split('.') ?? [])]
  return error.code === 'UNSUPPORTED_CONTENT'
    ? new UnsupportedContent(error.message, path)
    : new InvalidContent(error.message, path)
}
