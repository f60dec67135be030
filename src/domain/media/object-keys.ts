import type { StoredFile } from './stored-file.ts'

type Named = Pick<StoredFile, 'projectId' | 'id'>

/** Where a file is in the storage. Its row's id alone decides, so that a row always knows its objects. */
export const keyOf = ({ projectId, id }: Named) => `${projectId}/${id}`
export const thumbnailKeyOf = (file: Named) => `${keyOf(file)}.thumbnail`
