import { channelOf } from '../../channels/index.ts'
import type { NativeResponse } from '../../channels/outbound.ts'
import { openCredentials } from '../platforms/credentials.ts'
import type { SendingDependencies } from './sending-dependencies.ts'

/** How much of what the network allows an account is used. */
export interface QuotaUsage {
  limit: number | null
  used: number
  unit: string
}

/** Asks the network now. Null where it has no quota, tells nothing, or the platform cannot call it. */
export async function readQuota(
  { database, vault, network }: Pick<SendingDependencies, 'database' | 'vault' | 'network'>,
  projectId: string,
  platformId: string,
): Promise<QuotaUsage | null> {
  const [row] = await database.worker((transaction) =>
    transaction.query<{ type: string; external_id: string | null; credentials_encrypted: Buffer | null }>({
      name: 'read-quota-of',
      text: 'SELECT type, external_id, credentials_encrypted FROM platforms WHERE project_id = $1 AND id = $2',
      values: [projectId, platformId],
    }),
  )
  const channel = row && channelOf(row.type)
  const token = row && openCredentials(vault, platformId, row.credentials_encrypted)?.accessToken
  const quota = channel?.outbound?.quota
  if (!channel || !quota || !token) return null
  const responses: NativeResponse[] = []
  for (const request of quota.requests({ externalId: row.external_id ?? '' })) {
    const call = await network.call(channel, request, token)
    if (call.kind !== 'answered') return null
    responses.push(call.response)
  }
  return quota.read(responses)
}
