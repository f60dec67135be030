/** The methods that are simulated, by their names in small letters: the Bot API takes any case. */
import type { Operation, Performed } from '../../network.ts'
import { sendChatAction, setMessageReaction } from './attention.ts'
import { answerCallbackQuery } from './callback.ts'
import { getFile } from './download.ts'
import { editMessageCaption, editMessageMedia, editMessageReplyMarkup, editMessageText } from './edit.ts'
import { getChat, getMe, getUserProfilePhotos } from './people-calls.ts'
import { deleteMessage, deleteMessages } from './remove.ts'
import type { TelegramRequest } from './request.ts'
import { sendMediaGroup } from './send-album.ts'
import { sendMedia } from './send-media.ts'
import { sendContact, sendLocation, sendVenue } from './send-place.ts'
import { sendPoll } from './send-poll.ts'
import { sendMessage } from './send-text.ts'
import { deleteWebhook, getUpdates, getWebhookInfo, setWebhook } from './webhook.ts'

interface Method {
  operation: Operation
  perform(request: TelegramRequest): Performed
}

const send = (perform: Method['perform']): Method => ({ operation: 'send', perform })
const edit = (perform: Method['perform']): Method => ({ operation: 'edit', perform })

const methods: Readonly<Record<string, Method>> = {
  sendmessage: send(sendMessage),
  sendphoto: send(sendMedia('photo')),
  sendvideo: send(sendMedia('video')),
  sendanimation: send(sendMedia('animation')),
  sendvideonote: send(sendMedia('video_note')),
  sendaudio: send(sendMedia('audio')),
  sendvoice: send(sendMedia('voice')),
  senddocument: send(sendMedia('document')),
  sendsticker: send(sendMedia('sticker')),
  sendmediagroup: send(sendMediaGroup),
  sendlocation: send(sendLocation),
  sendvenue: send(sendVenue),
  sendcontact: send(sendContact),
  sendpoll: send(sendPoll),
  editmessagetext: edit(editMessageText),
  editmessagecaption: edit(editMessageCaption),
  editmessagemedia: edit(editMessageMedia),
  editmessagereplymarkup: edit(editMessageReplyMarkup),
  deletemessage: { operation: 'delete', perform: deleteMessage },
  deletemessages: { operation: 'delete', perform: deleteMessages },
  setmessagereaction: { operation: 'react', perform: setMessageReaction },
  sendchataction: { operation: 'typing', perform: sendChatAction },
  answercallbackquery: { operation: 'answerPress', perform: answerCallbackQuery },
  getme: { operation: 'identify', perform: getMe },
  getchat: { operation: 'profile', perform: getChat },
  getuserprofilephotos: { operation: 'profile', perform: getUserProfilePhotos },
  getfile: { operation: 'readMedia', perform: getFile },
  setwebhook: { operation: 'registerWebhook', perform: setWebhook },
  getwebhookinfo: { operation: 'readWebhook', perform: getWebhookInfo },
  deletewebhook: { operation: 'removeWebhook', perform: deleteWebhook },
  getupdates: { operation: 'other', perform: getUpdates },
}

export function findMethod(name: string): Method | null {
  const key = name.toLowerCase()
  return Object.hasOwn(methods, key) ? (methods[key] ?? null) : null
}
