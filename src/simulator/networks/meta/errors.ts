/** How every Graph API of Meta words a refusal: …/graph-api/guides/error-handling */
import { randomBytes } from 'node:crypto'
import { type ApiAnswer, type JsonObject, Refused } from '../../network.ts'

export interface GraphFailure {
  /** 400 where absent. */
  status?: number
  code: number
  subcode?: number
  message: string
  type?: string
  isTransient?: boolean
  /** `error_data`: the Cloud API says there what is wrong. */
  data?: JsonObject
  headers?: Record<string, string>
}

export function graphError(failure: GraphFailure): ApiAnswer {
  const {
    status = 400,
    code,
    subcode,
    message,
    type = 'OAuthException',
    isTransient,
    data,
    headers,
  } = failure
  return {
    status,
    ...(headers && { headers }),
    body: {
      error: {
        message,
        type,
        code,
        ...(subcode !== undefined && { error_subcode: subcode }),
        ...(isTransient !== undefined && { is_transient: isTransient }),
        ...(data && { error_data: data }),
        fbtrace_id: `A${randomBytes(15).toString('base64url')}`,
      },
    },
  }
}

export function refuse(failure: GraphFailure): never {
  throw new Refused(graphError(failure))
}

/** Error 100 is Graph's word for every parameter that is missing or wrong. */
export function refuseParameter(message: string): never {
  refuse({ code: 100, message: `(#100) ${message}` })
}

/** What Graph says of a node that does not exist, or that the token may not see: it does not tell which. */
export function refuseNode(node: string, method: string): never {
  const verb = method === 'GET' ? 'get' : method.toLowerCase()
  refuse({
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message: `Unsupported ${verb} request. Object with ID '${node}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
  })
}
