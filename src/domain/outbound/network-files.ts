import type { MediaType } from '../../channels/outbound.ts'
import type { Row, Transaction } from '../../infra/database.ts'

/** A file as it was given to the network of a platform. */
export interface GivenFile {
  fileId: string
  as: MediaType
  /** Empty where the network keeps none with it. */
  name: string
}

interface NetworkFileRow extends Row, GivenFile {
  externalId: string
}

/** Longer than a call may take: an id must not end while it is on its way. */
const MARGIN = '10 minutes'

const keyOf = ({ fileId, as, name }: GivenFile) => `${fileId} ${as} ${name}`

/** What the network calls the files; those that it does not have, or not for long, are missing. */
export async function knownToNetwork(
  transaction: Transaction,
  projectId: string,
  platformId: string,
  files: readonly GivenFile[],
): Promise<(file: GivenFile) => string | undefined> {
  const rows = await transaction.query<NetworkFileRow>({
    name: 'known-network-files',
    text: `SELECT file_id AS "fileId", sent_as AS "as", file_name AS name, external_id AS "externalId" FROM network_files
           WHERE project_id = $1 AND platform_id = $2 AND file_id = ANY ($3::uuid[]) AND file_name = ANY ($4::text[])
             AND (expires_at IS NULL OR expires_at > now() + interval '${MARGIN}')`,
    values: [projectId, platformId, files.map(({ fileId }) => fileId), files.map(({ name }) => name)],
  })
  const ids = new Map(rows.map((row) => [keyOf(row), row.externalId]))
  return (file) => ids.get(keyOf(file))
}

/** Of two workers that gave the same file at once both ids are good: the later one stays. */
export function rememberNetworkFile(
  transaction: Transaction,
  projectId: string,
  platformId: string,
  { fileId, as, name }: GivenFile,
  externalId: string,
  expiresAt: Date | null,
): void {
  transaction.write({
    name: 'remember-network-file',
    text: `INSERT INTO network_files (project_id, file_id, platform_id, sent_as, file_name, external_id, expires_at)
           SELECT $1, id, $3, $4, $7, $5, $6 FROM stored_files WHERE project_id = $1 AND id = $2
           ON CONFLICT (project_id, file_id, platform_id, sent_as, file_name)
           DO UPDATE SET external_id = excluded.external_id, expires_at = excluded.expires_at, created_at = now()`,
    values: [projectId, fileId, platformId, as, externalId, expiresAt, name],
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
