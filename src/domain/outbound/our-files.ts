import type { FileReference } from '../../channels/outbound.ts'
import type { Row, Transaction } from '../../infra/database.ts'
import { IN_USE } from '../media/file-rows.ts'
import { filesIn, type GivenContent } from './given-content.ts'
import { NotFound } from './sending-failures.ts'

/** Files that a content names, by id. */
export type OurFiles = ReadonlyMap<string, OurFile>

export interface OurFile extends FileReference {
  /** Of its bytes, hex. */
  sha256: string
  width: number | null
  height: number | null
  /** As its upload was called. */
  fileName: string | null
}

interface FileRow extends Row {
  id: string
  mime_type: string
  size: string | number
  sha256: string
  width: number | null
  height: number | null
  file_name: string | null
}

const NONE: OurFiles = new Map()
const FIELDS = `id, mime_type, size, encode(sha256, 'hex') AS sha256, width, height, file_name`

/** Those that a message about to be sent names. Throws NotFound: foreign, unknown and removed ones are all the same. */
export async function filesOf(
  transaction: Transaction,
  projectId: string,
  content: GivenContent,
): Promise<OurFiles> {
  return await existing(content, (ids) =>
    transaction.query<FileRow>({
      name: 'files-of-content',
      text: `SELECT ${FIELDS} FROM stored_files f WHERE project_id = $1 AND id = ANY ($2::uuid[]) AND state = 'STORED' AND ${IN_USE}`,
      values: [projectId, ids],
    }),
  )
}

/**
 * Takes the files of a message that is about to be stored: held until its attachments point to them, so that no
 * sweep takes them away. From then on they are kept as long as messages use them: whoever takes the last one back
 * wants its file gone. In the order of their ids, as the sweep and other takers do. Throws NotFound.
 */
export async function takeFilesOf(
  transaction: Transaction,
  projectId: string,
  content: GivenContent,
): Promise<OurFiles> {
  return await existing(content, (ids) =>
    transaction.query<FileRow>({
      name: 'take-files-of-content',
      text: `WITH held AS (
               SELECT id AS held_id FROM stored_files f
               WHERE project_id = $1 AND id = ANY ($2::uuid[]) AND state = 'STORED' AND ${IN_USE} ORDER BY id FOR UPDATE)
             UPDATE stored_files SET unused_since = NULL, kept_until = NULL FROM held
             WHERE project_id = $1 AND id = held_id AND state = 'STORED' RETURNING ${FIELDS}`,
      values: [projectId, ids],
    }),
  )
}

async function existing(
  content: GivenContent,
  read: (ids: string[]) => Promise<FileRow[]>,
): Promise<OurFiles> {
  const named = filesIn(content)
  if (named.length === 0) return NONE
  const rows = await read([...new Set(named.map(({ fileId }) => fileId))])
  const files = new Map(rows.map((row) => [row.id, fileOf(row)]))
  const missing = named.find(({ fileId }) => !files.has(fileId))
  if (missing) throw new NotFound('file', ['input', 'content', ...missing.path.split('.')])
  return files
}

function fileOf({ id, mime_type, size, sha256, width, height, file_name }: FileRow): OurFile {
  return { id, mimeType: mime_type, size: Number(size), sha256, width, height, fileName: file_name }
}
