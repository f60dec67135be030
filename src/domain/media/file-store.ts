import { rm } from 'node:fs/promises'
import type { Database } from '../../infra/database.ts'
import type { Logger } from '../../infra/logger.ts'
import type { Spool } from '../../infra/spool.ts'
import type { Storage } from '../../infra/storage.ts'
import { cleanFileName } from './file-names.ts'
import { claimContent, findFile, type NewFile, settleContent } from './file-rows.ts'
import { keyOf, thumbnailKeyOf } from './object-keys.ts'
import { drawThumbnail, isRaster, measurePicture, type Picture, tooManyPixels } from './pictures.ts'
import { refuseWhenFull } from './project-room.ts'
import { isProgram, recogniseFile, UNKNOWN_TYPE } from './recognise-file.ts'
import { checkHash, type Spooled, spoolFile } from './spool-file.ts'
import {
  FileRefused,
  type FileStore,
  type ReceiveOptions,
  StorageFailed,
  type StoredFile,
} from './stored-file.ts'

export interface FileStoreDependencies {
  database: Database
  storage: Storage
  spool: Spool
  maxBytes: number
  /** What all files of a project may have together, bytes. */
  maxProjectBytes: number | undefined
  logger: Logger
}

/** What the bytes turned out to be. */
interface Recognised {
  mimeType: string
  picture: Picture | null
  hasThumbnail: boolean
}

/** The sweep takes a row at most once an hour; twice during one upload is a fault. */
const MOST_CLAIMS = 3

/**
 * Files in rows and objects. The row is written before its object and says STORED after it, the object is removed
 * before its row: killed at any line, what is left is known, and finished by the next upload of the same content or
 * by the sweep.
 */
export function createFileStore(deps: FileStoreDependencies): FileStore {
  const { database, storage, spool } = deps
  return {
    receive: async (projectId, bytes, options = {}) => {
      const path = spool.path()
      try {
        return await receive(deps, projectId, path, bytes, options)
      } finally {
        await Promise.all([path, thumbnailPath(path)].map((one) => rm(one, { force: true })))
      }
    },
    find: (projectId, fileId) => findFile(database, projectId, fileId),
    open: (file, range) => storage.open(keyOf(file), range),
    openThumbnail: (file) => storage.open(thumbnailKeyOf(file)),
  }
}

const thumbnailPath = (path: string) => `${path}.thumbnail`

async function receive(
  deps: FileStoreDependencies,
  projectId: string,
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  options: ReceiveOptions,
): Promise<StoredFile> {
  const maxBytes = Math.min(options.maxBytes ?? deps.maxBytes, deps.maxBytes)
  const { database, maxProjectBytes } = deps
  if (maxProjectBytes !== undefined) await refuseWhenFull(database, projectId, maxProjectBytes)
  const spooled = await spoolFile(path, bytes, { maxBytes, signal: options.signal })
  if (options.sha256 !== undefined) checkHash(spooled, options.sha256)
  const { mimeType, picture, hasThumbnail } = await recognise(deps, spooled, options.toBeSent ?? false)
  options.signal?.throwIfAborted()
  return await store(deps, spooled, {
    projectId,
    sha256: spooled.sha256.toString('hex'),
    size: spooled.size,
    mimeType,
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    hasThumbnail,
    keptUntil: options.keptUntil ?? null,
    fileName: cleanFileName(options.fileName),
  })
}

/** A customer's file is kept whatever it is; of one that is to be sent, its faults are told while its giver is there. */
async function recognise(
  deps: FileStoreDependencies,
  { path }: Spooled,
  toBeSent: boolean,
): Promise<Recognised> {
  const mimeType = await recogniseFile(path)
  if (toBeSent && isProgram(mimeType))
    throw new FileRefused('FILE_TYPE_NOT_ALLOWED', `A program (${mimeType}) is not sent to customers.`)
  if (!isRaster(mimeType)) return { mimeType, picture: null, hasThumbnail: false }
  const picture = await measurePicture(path)
  const fault = picture ? tooManyPixels(picture) : brokenPicture(mimeType)
  if (fault && toBeSent) throw fault
  // It says that it is a picture and is none, or one that nobody can open: never shown as one.
  if (!picture || fault) return { mimeType: UNKNOWN_TYPE, picture: null, hasThumbnail: false }
  try {
    return { mimeType, picture, hasThumbnail: await drawThumbnail(path, thumbnailPath(path), picture) }
  } catch (error) {
    if (toBeSent) throw brokenPicture(mimeType)
    deps.logger.info({ err: error, mimeType }, 'a picture cannot be decoded and has no thumbnail')
    return { mimeType, picture, hasThumbnail: false }
  }
}

function brokenPicture(mimeType: string): FileRefused {
  return new FileRefused(
    'PICTURE_BROKEN',
    `It begins like a picture (${mimeType}) and cannot be read as one.`,
  )
}

async function store(deps: FileStoreDependencies, spooled: Spooled, file: NewFile): Promise<StoredFile> {
  for (let claims = 1; claims <= MOST_CLAIMS; claims += 1) {
    const { id, isStored } = await claimContent(deps.database, file, deps.maxProjectBytes)
    // What the storage lost is put right by whoever brings it again.
    const isThere = isStored && (await toStorage(() => deps.storage.exists(keyOf({ ...file, id }))))
    if (!isThere) await toStorage(() => putObjects(deps.storage, { ...file, id }, spooled.path))
    const stored = await settleContent(deps.database, id, file)
    if (stored) return stored
    // The sweep took the row for a dead one's, and may have been done before our bytes came.
    if (!isThere) await removeObjects(deps.storage, { ...file, id })
  }
  throw new Error('the sweep of files took the same content again and again')
}

async function toStorage<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw new StorageFailed(error)
  }
}

async function putObjects(storage: Storage, file: NewFile & { id: string }, path: string): Promise<void> {
  if (file.hasThumbnail) await storage.put(thumbnailKeyOf(file), thumbnailPath(path), 'image/webp')
  await storage.put(keyOf(file), path, file.mimeType)
}

export async function removeObjects(
  storage: Storage,
  file: Pick<StoredFile, 'projectId' | 'id'>,
): Promise<void> {
  await Promise.all([storage.remove(keyOf(file)), storage.remove(thumbnailKeyOf(file))])
}
