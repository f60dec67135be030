/** Files that customers are to send, given as they are: base64 in JSON is no way for large ones. */
import { ControlError, type Route, upload } from './route.ts'

export const fileRoutes: readonly Route[] = [
  upload(
    '/sim/files',
    'Keeps the body as a file (its content-type, ?fileName=) and answers the mediaId that content.mediaId takes.',
    ({ simulation, query, input: { bytes, mimeType } }) => {
      if (bytes.length === 0) throw new ControlError(400, 'EMPTY', 'The file has no bytes')
      const { id, size, sha256 } = simulation.world.media.add({
        mimeType,
        bytes,
        fileName: query.get('fileName'),
      })
      return { mediaId: id, size, sha256 }
    },
  ),
]
