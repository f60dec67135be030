import {
  InvalidTemplate,
  TemplateNotApproved,
  TemplateVariableInvalid,
} from '../domain/templates/template-failures.ts'
import { builder } from './builder.ts'
import { UserError } from './user-error.ts'

const interfaces = [UserError]

builder.objectType(InvalidTemplate, {
  name: 'InvalidTemplateError',
  description: 'The template breaks a rule of its network or its name is taken; the path says where.',
  interfaces,
})
builder.objectType(TemplateNotApproved, {
  name: 'TemplateNotApprovedError',
  description:
    'The network has not approved the template, or no longer; its status and reason are in the message.',
  interfaces,
})
builder.objectType(TemplateVariableInvalid, {
  name: 'TemplateVariableError',
  description:
    'MISSING_TEMPLATE_VARIABLE, UNKNOWN_TEMPLATE_VARIABLE or INVALID_TEMPLATE_VARIABLE: the message names the variable and where it stands, the path ends with its name.',
  interfaces,
})
