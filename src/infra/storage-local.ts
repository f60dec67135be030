import { constants } from 'node:fs'
import { access, copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { ObjectMissing } from './object-missing.ts'
import type { ByteRange, Storage } from './storage.ts'
import { newId } from './uuid.ts'

const PRIVATE_FOLDER = 0o700

/** Files in a folder, which all processes that serve or work must share. */
export async function openLocalStorage(folder: string): Promise<Storage> {
  const root = resolve(folder)
  const spoolDir = join(root, '.spool')
  await mkdir(spoolDir, { recursive: true, mode: PRIVATE_FOLDER })
  const pathOf = (key: string) => join(root, key)
  return {
    spoolDir,
    put: (key, path) => putFile(pathOf(key), path, join(spoolDir, newId())),
    open: (key, range) => openFile(pathOf(key), key, range),
    remove: (key) => rm(pathOf(key), { force: true }),
    exists: (key) =>
      access(pathOf(key)).then(
        () => true,
        () => false,
      ),
    check: () => access(spoolDir, constants.W_OK | constants.R_OK),
    close: () => undefined,
  }
}

/** Another name for the file, not a move: whoever put it may have to put it again. */
async function putFile(target: string, path: string, temporary: string): Promise<void> {
  try {
    await link(path, temporary).catch(() => copyFile(path, temporary, constants.COPYFILE_FICLONE))
    await sync(temporary)
    const made = await mkdir(dirname(target), { recursive: true, mode: PRIVATE_FOLDER })
    if (made !== undefined) await sync(dirname(made))
    await rename(temporary, target)
    await sync(dirname(target))
  } finally {
    // Left over when it failed, or when both already were names of one file: then rename does nothing.
    await rm(temporary, { force: true })
  }
}

/** On the disk, and not only on its way there; of a folder, its names. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function openFile(path: string, key: string, range: ByteRange | undefined): Promise<Readable> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new ObjectMissing(key) : error
  })
  return handle.createReadStream({ ...range, highWaterMark: 256 * 1024 })
}
