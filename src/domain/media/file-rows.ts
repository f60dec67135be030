import type { Database, Row } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import { selectList } from '../rows.ts'
import { refuseAbove } from './project-room.ts'
import type { StoredFile } from './stored-file.ts'

/** What is known of a file before it is in the storage. */
export type NewFile = Omit<StoredFile, 'id' | 'createdAt'>

const FIELDS = [
  'projectId',
  'id',
  'size',
  'mimeType',
  'width',
  'height',
  'hasThumbnail',
  'fileName',
  'keptUntil',
  'createdAt',
] as const
const SELECT = `${selectList('f', FIELDS)}, encode(f.sha256, 'hex') AS sha256`

/** Something refers to it, or it was promised to be kept: what people may see. The note may be older than its use. */
export const IN_USE = `(f.unused_since IS NULL OR f.kept_until > now() OR EXISTS (
  SELECT FROM attachments a WHERE a.project_id = f.project_id AND a.file_id = f.id))`

/** Of the project, in the storage; used or not. */
export async function findFile(
  database: Database,
  projectId: string,
  id: string,
): Promise<StoredFile | null> {
  const [file] = await database.tenant<StoredFile & Row>(projectId, {
    name: 'find-file',
    text: `SELECT ${SELECT} FROM stored_files f WHERE f.project_id = $1 AND f.id = $2 AND f.state = 'STORED'`,
    values: [projectId, id],
    plansOnce: true,
  })
  return file ?? null
}

/** Those of them that are in use, or kept: as if the others were gone already. */
export async function readFiles(database: Database, projectId: string, ids: readonly string[]) {
  return await database.tenant<StoredFile & Row>(projectId, {
    name: 'read-files',
    text: `SELECT ${SELECT} FROM stored_files f
           WHERE f.project_id = $1 AND f.id = ANY ($2::uuid[]) AND f.state = 'STORED' AND ${IN_USE}`,
    values: [projectId, ids],
    plansOnce: true,
  })
}

export interface Claim {
  id: string
  isStored: boolean
}

/**
 * The row that the content has, or a new one: committed before any of its bytes is put, so that no object is unknown.
 * One that is there already is not swept for a while. WRITING is whoever's, also a dead process's: all write the same.
 * Throws FileRefused for a new one that the project has no room for.
 */
export async function claimContent(
  database: Database,
  file: NewFile,
  maxProjectBytes: number | undefined,
): Promise<Claim> {
  const id = newId()
  return await database.worker(async (transaction) => {
    const [row] = await transaction.query<{ id: string; state: string }>({
      name: 'claim-content',
      text: `INSERT INTO stored_files (project_id, id, sha256, size, mime_type, width, height, has_thumbnail)
             VALUES ($1, $2, decode($3, 'hex'), $4, $5, $6, $7, $8)
             ON CONFLICT (project_id, sha256) WHERE state <> 'REMOVING'
             DO UPDATE SET unused_since = CASE WHEN stored_files.unused_since IS NULL THEN NULL ELSE now() END
             RETURNING id, state`,
      values: [
        file.projectId,
        id,
        file.sha256,
        file.size,
        file.mimeType,
        file.width,
        file.height,
        file.hasThumbnail,
      ],
    })
    if (row?.id === id && maxProjectBytes !== undefined)
      await refuseAbove(transaction, file.projectId, maxProjectBytes)
    return { id: row?.id ?? id, isStored: row?.state === 'STORED' }
  })
}

/** All its bytes are in the storage. Null when the sweep has taken the row meanwhile. */
export async function settleContent(
  database: Database,
  id: string,
  file: NewFile,
): Promise<StoredFile | null> {
  const { projectId, keptUntil, hasThumbnail, fileName } = file
  const [stored] = await database.worker((transaction) =>
    transaction.query<StoredFile & Row>({
      name: 'settle-content',
      text: `UPDATE stored_files f SET state = 'STORED', kept_until = GREATEST(f.kept_until, $3),
               file_name = coalesce($5, f.file_name),
               has_thumbnail = CASE WHEN f.state = 'STORED' THEN f.has_thumbnail ELSE $4 END,
               unused_since = CASE WHEN f.unused_since IS NULL THEN NULL ELSE now() END
             WHERE f.project_id = $1 AND f.id = $2 AND f.state <> 'REMOVING' RETURNING ${SELECT}`,
      values: [projectId, id, keptUntil, hasThumbnail, fileName],
    }),
  )
  return stored ?? null
}
