/** developers.line.biz/en/reference/messaging-api/#imagemap-message */
import { fileUrl, linkUri, list, number, object, optional, required, text, variants } from './rules.ts'

const area = object({
  x: required(number({ min: 0, whole: true })),
  y: required(number({ min: 0, whole: true })),
  width: required(number({ min: 1, whole: true })),
  height: required(number({ min: 1, whole: true })),
})

const tapped = { label: optional(text(100)), area: required(area) }

const action = variants({
  uri: object({ ...tapped, linkUri: required(linkUri) }),
  message: object({ ...tapped, text: required(text(400)) }),
  clipboard: object({ ...tapped, clipboardText: required(text(1000)) }),
})

const video = object({
  originalContentUrl: required(fileUrl),
  previewImageUrl: required(fileUrl),
  area: required(area),
  externalLink: optional(object({ linkUri: required(linkUri), label: required(text(30)) })),
})

export const imagemap = {
  baseUrl: required(fileUrl),
  altText: required(text(1500)),
  baseSize: required(
    object({
      width: required(number({ min: 1040, max: 1040, whole: true })),
      height: required(number({ min: 1, whole: true })),
    }),
  ),
  video: optional(video),
  actions: required(list(action, { max: 50 })),
}
