import type { MediaType } from '../../channels/outbound.ts'
import type { Row, Transaction } from '../../infra/database.ts'

/** A file as it was given to the network of a platform. */
export interface GivenFile {
  fileId: string
  as: MediaType
}

interface NetworkFileRow extends Row {
  file_id: string
  sent_as: string
  external_id: string
}

/** Longer than a call may take: an id must not end while it is on its way. */
const MARGIN = '10 minutes'

const keyOf = ({ fileId, as }: GivenFile) => `${fileId} ${as}`

/** What the network calls the files; those that it does not have, or not for long, are missing. */
export async function knownToNetwork(
  transaction: Transaction,
  projectId: string,
  platformId: string,
  files: readonly GivenFile[],
): Promise<(file: GivenFile) => string | undefined> {
  const rows = await transaction.query<NetworkFileRow>({
    name: 'known-network-files',
    text: `SELECT file_id, sent_as, external_id FROM network_files
           WHERE project_id = $1 AND platform_id = $2 AND file_id = ANY ($3::uuid[])
             AND (expires_at IS NULL OR expires_at > now() + interval '${MARGIN}')`,
    values: [projectId, platformId, files.map(({ fileId }) => fileId)],
  })
  const ids = new Map(
    rows.map((row) => [keyOf({ fileId: row.file_id, as: row.sent_as as MediaType }), row.external_id]),
  )
  return (file) => ids.get(keyOf(file))
}

/** Of two workers that gave the same file at once both ids are good: the later one stays. */
export function rememberNetworkFile(
  transaction: Transaction,
  projectId: string,
  platformId: string,
  { fileId, as }: GivenFile,
  externalId: string,
  expiresAt: Date | null,
): void {
  transaction.write({
    name: 'remember-network-file',
    text: `INSERT INTO network_files (project_id, file_id, platform_id, sent_as, external_id, expires_at)
           SELECT $1, id, $3, $4, $5, $6 FROM stored_files WHERE project_id = $1 AND id = $2
           ON CONFLICT (project_id, file_id, platform_id, sent_as)
           DO UPDATE SET external_id = excluded.external_id, expires_at = excluded.expires_at, created_at = now()`,
    values: [projectId, fileId, platformId, as, externalId, expiresAt],
  })
}

/** The network does not know them any more. */
export function forgetNetworkFiles(
  transaction: Transaction,
  projectId: string,
  platformId: string,
  externalIds: readonly string[],
): void {
  transaction.write({
    name: 'forget-network-files',
    text: `DELETE FROM network_files WHERE project_id = $1 AND platform_id = $2 AND external_id = ANY ($3)`,
    values: [projectId, platformId, externalIds],
  })
}
