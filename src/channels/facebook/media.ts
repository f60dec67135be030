import { cdnMedia } from '../shared/meta-cdn.ts'

export const media = cdnMedia('Messenger')
